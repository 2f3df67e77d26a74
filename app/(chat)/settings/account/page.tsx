import type { Metadata } from "next";
import { headers } from "next/headers";
import { PasskeysSection } from "@/app/_chat/passkeys/passkeys-section";
import { TwoStepSection } from "@/app/_chat/second-factors/two-step-section";
import { SettingsPage, SettingsSection } from "@/app/_chat/settings/settings-page";
import { SettingsSidebar } from "@/app/_chat/settings/settings-sidebar";
import { StorageSection } from "@/app/_chat/settings/storage-section";
import { PageLayout } from "@/app/_chat/shell/page-layout";
import { getTranslations } from "@/app/_i18n/server";
import { flowProblem } from "@/app/flow-problem";
import * as identities from "@/lib/identities/identities";
import { isConfigured } from "@/lib/mail/mail";
import * as passkeys from "@/lib/passkeys/own-passkeys";
import { siteOf } from "@/lib/passkeys/site";
import * as totp from "@/lib/second-factors/own-totp";
import { readStorageUse } from "@/lib/storage/read-use";
import * as accounts from "@/lib/users/accounts";
import { viewerOrSignIn } from "../viewer-or-sign-in";
import { DeleteSection } from "./delete-section";
import { EmailSection } from "./email-section";
import { ExportSection } from "./export-section";
import { LinkedSignInsSection } from "./linked-sign-ins-section";
import { PasswordSection } from "./password-section";
import { SignOutButton } from "./sign-out-button";
import { UsernameSection } from "./username-section";

export async function generateMetadata(): Promise<Metadata> {
	const t = await getTranslations();
	return { title: `${t("settings.account")} · ${t("settings.title")}` };
}

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function AccountPage({ searchParams }: Props) {
	const viewer = await viewerOrSignIn("/settings/account");
	const [t, { user }, twoStep, keys, linked, storage] = await Promise.all([
		getTranslations(),
		accounts.mine(viewer),
		totp.state(viewer),
		passkeys.list(viewer),
		identities.list(viewer),
		readStorageUse("user", viewer.id),
	]);
	return (
		<PageLayout sidebar={<SettingsSidebar />}>
			<SettingsPage title={t("settings.account")}>
				<UsernameSection user={user} />
				<EmailSection user={user} hasMail={isConfigured()} />
				<PasswordSection username={viewer.username} hasPassword={linked.hasPassword} />
				<TwoStepSection username={viewer.username} first={twoStep} />
				<PasskeysSection first={keys} isAvailable={siteOf(await headers()) !== null} />
				<LinkedSignInsSection linked={linked} problem={flowProblem(await searchParams)} />
				<SettingsSection title={t("settings.signOut")} text={t("settings.signOutText")}>
					<SignOutButton />
				</SettingsSection>
				<StorageSection of="user" storage={storage} />
				<ExportSection />
				<DeleteSection />
			</SettingsPage>
		</PageLayout>
	);
}
