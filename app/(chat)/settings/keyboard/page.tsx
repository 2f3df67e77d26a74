import type { Metadata } from "next";
import { ShortcutList } from "@/app/_chat/keyboard/shortcut-list";
import { SettingsPage, SettingsSection } from "@/app/_chat/settings/settings-page";
import { SettingsSidebar } from "@/app/_chat/settings/settings-sidebar";
import { PageLayout } from "@/app/_chat/shell/page-layout";
import { getTranslations } from "@/app/_i18n/server";
import { viewerOrSignIn } from "../viewer-or-sign-in";
import { HandChoices } from "./hand-choices";

export async function generateMetadata(): Promise<Metadata> {
	const t = await getTranslations();
	return { title: `${t("people.keyboard")} · ${t("settings.title")}` };
}

export default async function KeyboardPage() {
	await viewerOrSignIn("/settings/keyboard");
	const t = await getTranslations();
	return (
		<PageLayout sidebar={<SettingsSidebar />}>
			<SettingsPage title={t("people.keyboard")}>
				<HandChoices />
				<SettingsSection title={t("keys.title")} text={t("keys.text")}>
					<ShortcutList />
				</SettingsSection>
			</SettingsPage>
		</PageLayout>
	);
}
