"use client";

import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { type FlowProblem, useFlowProblem } from "@/app/_client/identities/use-flow-problem";
import { useProvider } from "@/app/_client/identities/use-provider";
import { rememberPendingJoin } from "@/app/_client/servers/pending-join";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import type { SignInMethods } from "@/lib/identities/providers";
import type { InvitedTo } from "./invited-line";

type Props = { methods: SignInMethods; callback: string; invited: InvitedTo | null; problem?: FlowProblem | null };

/** A button for each provider, and a line between them and the form with a password. */
export function ProviderButtons({ methods, callback, invited, problem = null }: Props) {
	const t = useTranslations("auth");
	const errorText = useErrorMessage();
	const problemText = useFlowProblem();
	const { busy, failure, submit } = useProvider(async (providerId) => {
		const begun = await api.post<{ url: string }>(`/api/sign-in/providers/${providerId}`, { callbackUrl: callback });
		if (invited?.joinsAtOnce) rememberPendingJoin(invited.code);
		return begun;
	});
	if (methods.providers.length === 0) return null;
	return (
		<>
			{failure ? (
				<Alert tone="danger">{errorText(failure)}</Alert>
			) : (
				problem && <Alert tone="danger">{problemText(problem)}</Alert>
			)}
			<div className="grid grid-cols-1 gap-2.5">
				{methods.providers.map(({ id, name }) => (
					<Button key={id} size="large" className="h-auto min-h-11 py-2" busy={busy} onClick={() => void submit(id)}>
						<span dir="auto" className="min-w-0 text-center whitespace-normal wrap-anywhere">
							{t("continueWith", { provider: name })}
						</span>
					</Button>
				))}
			</div>
			{methods.password && (
				<div className="flex items-center gap-3 text-meta text-text-muted">
					<span className="h-px flex-1 bg-line" />
					{t("or")}
					<span className="h-px flex-1 bg-line" />
				</div>
			)}
		</>
	);
}
