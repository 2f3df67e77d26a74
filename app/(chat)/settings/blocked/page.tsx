import type { Metadata } from "next";
import { SettingsPage } from "@/app/_chat/settings/settings-page";
import { SettingsSidebar } from "@/app/_chat/settings/settings-sidebar";
import { PageLayout } from "@/app/_chat/shell/page-layout";
import { getTranslations } from "@/app/_i18n/server";
import * as blocks from "@/lib/users/blocks";
import { viewerOrSignIn } from "../viewer-or-sign-in";
import { BlockedPeople } from "./blocked-people";

export async function generateMetadata(): Promise<Metadata> {
	const t = await getTranslations();
	return { title: `${t("people.blockedPeople")} · ${t("settings.title")}` };
}

export default async function BlockedPage() {
	const viewer = await viewerOrSignIn("/settings/blocked");
	const [t, { users }] = await Promise.all([getTranslations(), blocks.list(viewer)]);
	return (
		<PageLayout sidebar={<SettingsSidebar />}>
			<SettingsPage title={t("people.blockedPeople")}>
				<BlockedPeople first={users} />
			</SettingsPage>
		</PageLayout>
	);
}
