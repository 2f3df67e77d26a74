import type { Metadata } from "next";
import { SettingsPage } from "@/app/_chat/settings/settings-page";
import { SettingsSidebar } from "@/app/_chat/settings/settings-sidebar";
import { PageLayout } from "@/app/_chat/shell/page-layout";
import { getTranslations } from "@/app/_i18n/server";
import * as accounts from "@/lib/users/accounts";
import { ProfileForm } from "../profile-form";
import { viewerOrSignIn } from "../viewer-or-sign-in";

export async function generateMetadata(): Promise<Metadata> {
	const t = await getTranslations();
	return { title: `${t("settings.profile")} · ${t("settings.title")}` };
}

export default async function ProfilePage() {
	const viewer = await viewerOrSignIn("/settings/profile");
	const [t, { user }] = await Promise.all([getTranslations(), accounts.mine(viewer)]);
	return (
		<PageLayout sidebar={<SettingsSidebar />}>
			<SettingsPage title={t("settings.profile")}>
				<ProfileForm user={user} />
			</SettingsPage>
		</PageLayout>
	);
}
