"use client";

import { useWipedStorage } from "@/app/_client/messages/use-window-store";
import { rememberPendingJoin } from "@/app/_client/servers/pending-join";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import type { SignInMethods } from "@/lib/identities/providers";
import { AuthLink } from "../auth-link";
import { InvitedLine, type InvitedTo } from "../invited-line";
import { ProviderButtons } from "../provider-buttons";
import { useLinkToken } from "../use-link-token";
import { AccountFields } from "./account-fields";
import { CodeField } from "./code-field";
import { RegistrationOutcome } from "./registration-outcome";
import { useRegistration } from "./use-registration";
import { WaitingAccount } from "./waiting-account";
import type { WaysIn } from "./ways-in";

type Props = { callback: string; invited: InvitedTo | null; ways: WaysIn; methods: SignInMethods };

export function RegisterForm({ callback, invited, ways, methods }: Props) {
	useWipedStorage(true);
	const t = useTranslations("auth");
	const linkCode = useLinkToken("code");
	const { mode, isAdmittedByInvite, needsEmail, needsWork } = ways;
	const needsCode = !isAdmittedByInvite && (mode === "invite" || (mode === "approval" && linkCode !== ""));
	const registration = useRegistration({
		...{ callback, needsEmail, needsCode, needsWork, linkCode },
		extra: isAdmittedByInvite ? { invite: invited?.code } : {},
		onSignedIn: () => {
			if (invited?.joinsAtOnce && !isAdmittedByInvite) rememberPendingJoin(invited.code);
		},
	});
	const { form, awaits, busy } = registration;
	const emailKind = ways.hasMail ? "link" : "by hand";
	if (awaits)
		return (
			<WaitingAccount username={form.username.trim()} email={form.email.trim()} awaits={awaits} callback={callback} />
		);
	return (
		<>
			<div>
				<h1 className="text-title-md font-title tracking-[-0.022em]">{t("registerHeading")}</h1>
				{invited && <InvitedLine invited={invited} />}
				{!(invited && (isAdmittedByInvite || mode === "open")) && (
					<p className="mt-1 text-message leading-[1.375rem] text-text-muted">
						{t(invited && mode === "invite" ? "inviteNeedsCode" : textOf[mode])}
					</p>
				)}
			</div>
			<ProviderButtons methods={methods} callback={callback} invited={invited} />
			{methods.password && (
				<form method="post" noValidate onSubmit={registration.onSubmit} className="grid gap-4.5">
					{needsCode && (
						<CodeField
							value={form.code}
							onChange={(code) => registration.change({ code })}
							error={registration.errorOf("code")}
						/>
					)}
					<AccountFields registration={registration} email={needsEmail ? emailKind : undefined} />
					<RegistrationOutcome registration={registration} callback={callback} />
					<Button type="submit" variant="primary" size="large" busy={busy} busyLabel={t("registering")}>
						{t(invited?.joinsAtOnce ? "registerAndJoin" : "register")}
					</Button>
				</form>
			)}
			<p className="text-center text-meta text-text-muted">
				{t.rich("haveAccount", {
					link: (chunks) => (
						<AuthLink page="/login" callback={callback}>
							{chunks}
						</AuthLink>
					),
				})}
			</p>
		</>
	);
}

const textOf = {
	open: "registerText",
	invite: "registerInviteText",
	approval: "registerApprovalText",
} as const;
