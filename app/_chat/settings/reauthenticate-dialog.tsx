"use client";

import { Fingerprint } from "lucide-react";
import { type FormEvent, useState } from "react";
import useSWR from "swr";
import { proveWithPasskey } from "@/app/_client/account/passkeys";
import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useFlowProblem } from "@/app/_client/identities/use-flow-problem";
import { useProvider } from "@/app/_client/identities/use-provider";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogActions } from "@/app/_ui/dialog";
import { Skeleton } from "@/app/_ui/skeleton";
import type { WaysToProve } from "@/lib/auth/reauthenticate";
import { LoadFailure } from "../shell/load-failure";
import { ProofField, type Typed } from "./proof-field";

type Props = {
	/** Whether the user has proved their identity, or has closed the dialog. */
	onClose: (isProved: boolean) => void;
};

const path = "/api/account/reauthenticate";

/** Asks the user for a proof of identity, once for ten minutes, in one of the ways that their account has. */
export function ReauthenticateDialog({ onClose }: Props) {
	const t = useTranslations("reauthentication");
	const { data: ways, error, mutate } = useSWR<WaysToProve>(path, api.get, { revalidateOnFocus: false });
	return (
		<Dialog open onOpenChange={() => onClose(false)} title={t("title")} text={t("text")}>
			{ways && <Ways ways={ways} onClose={onClose} />}
			{!ways && (
				<>
					{error === undefined ? <Skeleton className="h-10" /> : <LoadFailure error={error} onRetry={() => mutate()} />}
					<DialogActions>
						<Button variant="ghost" onClick={() => onClose(false)}>
							{t("cancel")}
						</Button>
					</DialogActions>
				</>
			)}
		</Dialog>
	);
}

function Ways({ ways, onClose }: Props & { ways: WaysToProve }) {
	const t = useTranslations("reauthentication");
	const errorText = useErrorMessage();
	const [by, setBy] = useState<Typed | null>(ways.password ? "password" : ways.code ? "code" : null);
	const [typed, setTyped] = useState("");
	const field = useSubmit(async () => {
		await api.post(path, { [by ?? ""]: typed });
		onClose(true);
	});
	const passkey = useSubmit(async () => {
		if (await proveWithPasskey()) onClose(true);
	});
	const onSubmit = (event: FormEvent) => {
		event.preventDefault();
		// The dialog may stand in a form of its own.
		event.stopPropagation();
		if (typed) void field.submit();
	};
	const onSwitch = () => {
		setBy(by === "password" ? "code" : "password");
		setTyped("");
		field.forget();
	};
	const fieldError = by !== null && Boolean(field.failure?.fields[by]);
	const failure = fieldError ? undefined : (field.failure ?? passkey.failure);
	const isNone = by === null && !ways.passkey && ways.providers.length === 0;
	return (
		<form noValidate onSubmit={onSubmit} className="grid gap-4">
			{by && <ProofField key={by} by={by} value={typed} isWrong={fieldError} onChange={setTyped} />}
			{failure && <Alert tone="danger">{failure.fields.assertion ? t("passkeyWrong") : errorText(failure)}</Alert>}
			{isNone && <Alert tone="danger">{t("none")}</Alert>}
			{ways.password && ways.code && (
				<div>
					<Button size="small" onClick={onSwitch}>
						{t(by === "password" ? "useCode" : "usePassword")}
					</Button>
				</div>
			)}
			{ways.passkey && (
				<Button busy={passkey.busy} onClick={() => void passkey.submit()}>
					<Fingerprint size="1.125rem" aria-hidden="true" />
					{t("usePasskey")}
				</Button>
			)}
			<Providers providers={ways.providers} />
			<DialogActions>
				<Button variant="ghost" onClick={() => onClose(false)}>
					{t("cancel")}
				</Button>
				{by && (
					<Button type="submit" variant="primary" disabled={!typed} busy={field.busy}>
						{t("confirm")}
					</Button>
				)}
			</DialogActions>
		</form>
	);
}

/** Leads to a provider and back to this page, whose address has the error if that failed. */
function Providers({ providers }: Pick<WaysToProve, "providers">) {
	const t = useTranslations("reauthentication");
	const tAuth = useTranslations("auth");
	const errorText = useErrorMessage();
	const problemText = useFlowProblem();
	const { busy, failure, submit } = useProvider((id) => {
		const here = new URL(location.href);
		for (const name of ["error", "provider"]) here.searchParams.delete(name);
		return api.post<{ url: string }>(`${path}/providers/${id}`, { callbackUrl: here.pathname + here.search });
	});
	if (providers.length === 0) return null;
	const query = new URLSearchParams(location.search);
	const failed = providers.find(({ id }) => id === query.get("provider"));
	const problem = failed && { code: query.get("error") ?? "", provider: failed.name };
	return (
		<div className="grid gap-2.5">
			{(failure || problem) && (
				<Alert tone="danger">{failure ? errorText(failure) : problem && problemText(problem)}</Alert>
			)}
			{providers.map(({ id, name }) => (
				<Button key={id} className="h-auto min-h-10 py-2" busy={busy} onClick={() => void submit(id)}>
					<span dir="auto" className="min-w-0 text-center whitespace-normal wrap-anywhere">
						{tAuth("continueWith", { provider: name })}
					</span>
				</Button>
			))}
			<p className="text-meta text-text-muted">{t("providerText")}</p>
		</div>
	);
}
