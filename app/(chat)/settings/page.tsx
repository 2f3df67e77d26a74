import type { Metadata } from "next";
import { SettingsPage } from "@/app/_chat/settings/settings-page";
import { SettingsRows, SettingsSidebar } from "@/app/_chat/settings/settings-sidebar";
import { PageLayout } from "@/app/_chat/shell/page-layout";
import { getTranslations } from "@/app/_i18n/server";
import * as accounts from "@/lib/users/accounts";
import { ProfileForm } from "./profile-form";
import { viewerOrSignIn } from "./viewer-or-sign-in";

export async function generateMetadata(): Promise<Metadata> {
	const t = await getTranslations();
	return { title: `${t("settings.profile")} · ${t("settings.title")}` };
}

/** The user's profile; in narrow windows, the list of sections. */
export default async function SettingsStart() {
	const viewer = await viewerOrSignIn("/settings");
	const [t, { user }] = await Promise.all([getTranslations(), accounts.mine(viewer)]);
	return (
		<PageLayout sidebar={<SettingsSidebar />}>
			<SettingsPage
				title={
					<>
						<span className="md:hidden">{t("settings.title")}</span>
						<span className="max-md:hidden">{t("settings.profile")}</span>
					</>
				}
			>
				<nav aria-label={t("settings.title")} className="md:hidden">
					<SettingsRows />
				</nav>
				<div className="max-md:hidden">
					<ProfileForm user={user} />
				</div>
			</SettingsPage>
		</PageLayout>
	);
}
