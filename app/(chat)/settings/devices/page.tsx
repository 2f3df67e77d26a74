import type { Metadata } from "next";
import { SettingsPage } from "@/app/_chat/settings/settings-page";
import { SettingsSidebar } from "@/app/_chat/settings/settings-sidebar";
import { PageLayout } from "@/app/_chat/shell/page-layout";
import { getTranslations } from "@/app/_i18n/server";
import * as ownSessions from "@/lib/auth/own-sessions";
import { viewerOrSignIn } from "../viewer-or-sign-in";
import { Devices } from "./devices";

export async function generateMetadata(): Promise<Metadata> {
	const t = await getTranslations();
	return { title: `${t("devices.title")} · ${t("settings.title")}` };
}

export default async function DevicesPage() {
	const viewer = await viewerOrSignIn("/settings/devices");
	const [t, first] = await Promise.all([getTranslations(), ownSessions.list(viewer)]);
	return (
		<PageLayout sidebar={<SettingsSidebar />}>
			<SettingsPage title={t("devices.title")}>
				<Devices first={first} />
			</SettingsPage>
		</PageLayout>
	);
}
