"use client";

import { useRef } from "react";
import useSWR, { SWRConfig } from "swr";
import { PasskeysSection } from "@/app/_chat/passkeys/passkeys-section";
import { TwoStepSection } from "@/app/_chat/second-factors/two-step-section";
import { signOut } from "@/app/_client/account/sign-in";
import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { useKeptFocus } from "@/app/_ui/kept-focus";
import { ToastProvider } from "@/app/_ui/toast";
import type { Passkey, TotpState } from "@/lib/realtime/protocol";

type Props = {
	username: string;
	twoStep: TotpState;
	keys: { passkeys: Passkey[] };
	hasPasskeys: boolean;
	/** The page to open afterwards. */
	callback: string;
};

/** The sections of the account's settings that add a second factor, and the way on once there is one. */
export function SetUpFactor(props: Props) {
	return (
		<SWRConfig value={{ fetcher: api.get }}>
			<ToastProvider>
				<Sections {...props} />
			</ToastProvider>
		</SWRConfig>
	);
}

function Sections({ username, twoStep, keys, hasPasskeys, callback }: Props) {
	const t = useTranslations("requiredFactor");
	const tSettings = useTranslations("settings");
	const errorText = useErrorMessage();
	const sections = useRef<HTMLDivElement>(null);
	useKeptFocus(sections);
	const { data: app = twoStep } = useSWR<TotpState>("/api/account/totp", { fallbackData: twoStep });
	const { data: own = keys } = useSWR<{ passkeys: Passkey[] }>("/api/account/passkeys", { fallbackData: keys });
	const isDone = app.confirmedAt !== null || own.passkeys.length > 0;
	const leaving = useSubmit(async () => {
		await signOut();
		location.assign("/login");
		await new Promise(() => {});
	});
	return (
		<>
			<div ref={sections}>
				<TwoStepSection username={username} first={twoStep} />
				<PasskeysSection first={keys} isAvailable={hasPasskeys} />
			</div>
			{leaving.failure && <Alert tone="danger">{errorText(leaving.failure)}</Alert>}
			<div className="flex flex-wrap gap-2">
				{/* A full page load: what this document has loaded is that of a guest. */}
				<Button variant="primary" disabled={!isDone} onClick={() => location.assign(callback)}>
					{t("continue")}
				</Button>
				<Button variant="ghost" busy={leaving.busy} onClick={() => void leaving.submit()}>
					{tSettings("signOut")}
				</Button>
			</div>
		</>
	);
}
