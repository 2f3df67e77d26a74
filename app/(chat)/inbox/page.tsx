import type { Metadata } from "next";
import { PageLayout } from "@/app/_chat/shell/page-layout";
import { getTranslations } from "@/app/_i18n/server";
import { viewerOrSignIn } from "../settings/viewer-or-sign-in";
import { Inbox } from "./inbox";

export async function generateMetadata(): Promise<Metadata> {
	const t = await getTranslations();
	return { title: t("unread.inbox") };
}

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function InboxPage({ searchParams }: Props) {
	const { tab } = await searchParams;
	const shown = tab === "unreads" ? "unreads" : "mentions";
	await viewerOrSignIn(shown === "unreads" ? "/inbox?tab=unreads" : "/inbox");
	return (
		<PageLayout>
			<Inbox tab={shown} />
		</PageLayout>
	);
}
