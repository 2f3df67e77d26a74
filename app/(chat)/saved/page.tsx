import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { PageBody, PageLayout } from "@/app/_chat/shell/page-layout";
import { loginPath } from "@/app/_client/paths";
import { getTranslations } from "@/app/_i18n/server";
import { InboxHeader } from "@/app/(chat)/inbox/inbox-header";
import { SavedList } from "@/app/(chat)/saved/saved-list";
import { getViewer } from "@/app/viewer";

export async function generateMetadata(): Promise<Metadata> {
	const t = await getTranslations();
	return { title: t("acts.saved") };
}

export default async function SavedPage() {
	const viewer = await getViewer();
	if (!viewer) redirect(loginPath("/saved"));
	return (
		<PageLayout>
			<div className="flex min-h-0 flex-col">
				<InboxHeader tab="saved" />
				<PageBody className="flex-1">
					<div className="mx-auto max-w-200 p-4 max-md:p-2">
						<SavedList username={viewer.username} />
					</div>
				</PageBody>
			</div>
		</PageLayout>
	);
}
