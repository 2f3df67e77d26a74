"use client";

import { type ReactNode, useState } from "react";
import { SettingsSection } from "@/app/_chat/settings/settings-page";
import { useReauthentication } from "@/app/_chat/settings/use-reauthentication";
import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { type FlowProblem, useFlowProblem } from "@/app/_client/identities/use-flow-problem";
import { useProvider } from "@/app/_client/identities/use-provider";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { useToast } from "@/app/_ui/toast";
import type { Identity, LinkedSignIns } from "@/lib/identities/identities";

type Props = { linked: LinkedSignIns; problem: FlowProblem | null };

/** The providers with which the user signs in, and those that they can link. */
export function LinkedSignInsSection({ linked, problem }: Props) {
	const t = useTranslations("settings");
	const errorText = useErrorMessage();
	const problemText = useFlowProblem();
	const toast = useToast();
	const [identities, setIdentities] = useState(linked.identities);
	const { withProof, dialog } = useReauthentication();
	const begin = useProvider((provider) =>
		withProof(() => api.post<{ url: string }>("/api/account/identities", { provider })),
	);
	const unlink = useSubmit(async ({ id, provider, issuer }: Identity) => {
		await withProof(() => api.delete(`/api/account/identities/${id}`));
		setIdentities((all) => all.filter((one) => one.id !== id));
		toast({ text: t("unlinked", { provider: provider?.name ?? issuer }) });
	});
	const free = linked.providers.filter(({ id }) => !identities.some(({ provider }) => provider?.id === id));
	if (identities.length === 0 && free.length === 0) return null;
	const refused = begin.failure ?? unlink.failure;
	const failure = refused?.code === "reauthentication_required" ? undefined : refused;
	return (
		<SettingsSection title={t("linkedSignIns")} text={t("linkedSignInsText")}>
			<div className="grid max-w-120 gap-3">
				{problem && !failure && <Alert tone="danger">{problemText(problem)}</Alert>}
				{failure && <Alert tone="danger">{errorText(failure)}</Alert>}
				<ul className="grid gap-2">
					{identities.map((identity) => (
						<Row key={identity.id} name={identity.provider?.name ?? identity.issuer} text={textOf(identity)}>
							<Button size="small" busy={unlink.busy} onClick={() => void unlink.submit(identity)}>
								{t("unlink")}
							</Button>
						</Row>
					))}
					{free.map(({ id, name }) => (
						<Row key={id} name={name} text={t("notLinked")}>
							<Button size="small" busy={begin.busy} onClick={() => void begin.submit(id)}>
								{t("link")}
							</Button>
						</Row>
					))}
				</ul>
			</div>
			{dialog}
		</SettingsSection>
	);

	function textOf({ provider, email }: Identity): string {
		if (!provider) return t("providerGone");
		return email === null ? t("isLinked") : t("isLinkedAs", { email });
	}
}

function Row({ name, text, children }: { name: string; text: string; children: ReactNode }) {
	return (
		<li className="flex items-center gap-3 rounded-[10px] border px-3.5 py-2.5">
			<div className="min-w-0 flex-1">
				<p dir="auto" className="font-semibold wrap-anywhere">
					{name}
				</p>
				<p dir="auto" className="text-meta text-text-muted wrap-anywhere">
					{text}
				</p>
			</div>
			{children}
		</li>
	);
}
