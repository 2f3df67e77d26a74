"use client";

import { Clock, MailOpen } from "lucide-react";
import { useTranslations } from "@/app/_i18n/use-translations";
import type { AwaitedStep } from "@/lib/realtime/protocol";
import { AuthLink } from "../auth-link";
import { AuthOutcome } from "../auth-outcome";

type Props = { username: string; email: string; awaits: AwaitedStep[]; callback: string };

/** After the registration of an account that cannot be used yet: what is still to happen, in order. */
export function WaitingAccount({ username, email, awaits, callback }: Props) {
	const t = useTranslations("auth");
	const texts: Record<AwaitedStep, string> = { email: t("awaitsEmail", { email }), approval: t("awaitsApproval") };
	const icons = { email: MailOpen, approval: Clock };
	return (
		<>
			<AuthOutcome role="status" title={t("waitingHeading")} text={t("waitingText", { username })} />
			<ol className="grid gap-3">
				{awaits.map((step) => {
					const Icon = icons[step];
					return (
						<li key={step} className="flex gap-3 rounded-[10px] border px-3.5 py-3">
							<Icon size="1.125rem" aria-hidden="true" className="mt-0.5 shrink-0 text-ember-text" />
							<p dir="auto" className="min-w-0 wrap-anywhere">
								{texts[step]}
							</p>
						</li>
					);
				})}
			</ol>
			<p className="text-center text-meta text-text-muted">
				<AuthLink page="/login" callback={callback}>
					{t("backToSignIn")}
				</AuthLink>
			</p>
		</>
	);
}
