import type { Metadata } from "next";
import { SettingsPage, SettingsSection } from "@/app/_chat/settings/settings-page";
import { SettingsSidebar } from "@/app/_chat/settings/settings-sidebar";
import { PageLayout } from "@/app/_chat/shell/page-layout";
import { getTranslations } from "@/app/_i18n/server";
import { NoticeSettings } from "@/app/(chat)/settings/notifications/desktop-notification-settings";
import { KeywordsForm } from "@/app/(chat)/settings/notifications/keywords-form";
import { ServerLevels } from "@/app/(chat)/settings/notifications/server-notification-settings";
import * as keywords from "@/lib/keywords/keywords";
import { viewerOrSignIn } from "../viewer-or-sign-in";

export async function generateMetadata(): Promise<Metadata> {
	const t = await getTranslations();
	return { title: `${t("unread.notifications")} · ${t("settings.title")}` };
}

export default async function NotificationsPage() {
	const viewer = await viewerOrSignIn("/settings/notifications");
	const [t, mine] = await Promise.all([getTranslations(), keywords.mine(viewer)]);
	return (
		<PageLayout sidebar={<SettingsSidebar />}>
			<SettingsPage title={t("unread.notifications")}>
				<SettingsSection title={t("unread.notices")} text={t("unread.noticesText")}>
					<NoticeSettings />
				</SettingsSection>
				<SettingsSection title={t("unread.perServer")} text={t("unread.perServerText")}>
					<ServerLevels />
				</SettingsSection>
				<SettingsSection title={t("unread.words")} text={t("unread.wordsText")}>
					<KeywordsForm keywords={mine.keywords} />
				</SettingsSection>
			</SettingsPage>
		</PageLayout>
	);
}
