import type { Metadata } from "next";
import { SettingsPage } from "@/app/_chat/settings/settings-page";
import { SettingsSidebar } from "@/app/_chat/settings/settings-sidebar";
import { PageLayout } from "@/app/_chat/shell/page-layout";
import { getTranslations } from "@/app/_i18n/server";
import { viewerOrSignIn } from "../viewer-or-sign-in";
import { AppearanceForm } from "./appearance-form";

export async function generateMetadata(): Promise<Metadata> {
	const t = await getTranslations();
	return { title: `${t("settings.appearance")} · ${t("settings.title")}` };
}

export default async function AppearancePage() {
	await viewerOrSignIn("/settings/appearance");
	const t = await getTranslations();
	return (
		<PageLayout sidebar={<SettingsSidebar />}>
			<SettingsPage title={t("settings.appearance")}>
				<AppearanceForm />
			</SettingsPage>
		</PageLayout>
	);
}
