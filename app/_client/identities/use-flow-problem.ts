"use client";

import { useTranslations } from "@/app/_i18n/use-translations";

/** Why a flow with a provider failed, as in the address of the page. */
export type FlowProblem = { code: string; provider: string };

export function useFlowProblem(): (problem: FlowProblem) => string {
	const t = useTranslations("auth");
	const tErrors = useTranslations("errors");
	return ({ code, provider }) => {
		if (code === "provider_denied") return t("providerDenied", { provider });
		if (code === "provider_unavailable") return t("providerUnavailable", { provider });
		if (code === "another_identity") return t("providerAnotherIdentity", { provider });
		if (code === "forbidden") return t("accountCannotSignIn");
		const key = code as Parameters<typeof tErrors.has>[0];
		return code !== "internal" && tErrors.has(key) ? tErrors(key, { seconds: 60 }) : t("providerFailed", { provider });
	};
}
