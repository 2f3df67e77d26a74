import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SavedList } from "@/app/_chat/saved-list";
import { SettingsPage } from "@/app/_chat/settings-page";
import { Shell } from "@/app/_chat/shell";
import { loginPath } from "@/app/_client/paths";
import { getTranslations } from "@/app/_i18n/server";
import { getViewer } from "@/app/viewer";

export async function generateMetadata(): Promise<Metadata> {
	const t = await getTranslations();
	return { title: t("acts.saved") };
}

export default async function SavedPage() {
	const viewer = await getViewer();
	if (!viewer) redirect(loginPath("/saved"));
	const t = await getTranslations();
	return (
		<Shell>
			<SettingsPage title={t("acts.saved")}>
				<SavedList username={viewer.username} />
			</SettingsPage>
		</Shell>
	);
}
