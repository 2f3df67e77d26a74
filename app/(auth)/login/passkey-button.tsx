"use client";

import { Fingerprint } from "lucide-react";
import { signInWithPasskey } from "@/app/_client/account/passkeys";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import type { SignInStep } from "@/lib/realtime/protocol";
import { useSignInFailure } from "./use-sign-in-failure";

type Props = {
	/** The account has a second factor that the passkey does not replace. */
	onNext: (step: SignInStep) => void;
	/** Opens the next page; stays pending until that is here. */
	onSignedIn: () => Promise<void>;
};

export function PasskeyButton({ onNext, onSignedIn }: Props) {
	const t = useTranslations("auth");
	const failureText = useSignInFailure(t("passkeyNoMatch"));
	const { busy, failure, submit } = useSubmit(async () => {
		const result = await signInWithPasskey();
		if (result === true) await onSignedIn();
		else if (result) onNext(result);
	});
	return (
		<div className="grid gap-4">
			{failure && <Alert tone="danger">{failureText(failure)}</Alert>}
			<Button size="large" busy={busy} busyLabel={t("signingIn")} onClick={() => void submit()}>
				<Fingerprint size="1.125rem" aria-hidden="true" />
				{t("usePasskey")}
			</Button>
		</div>
	);
}
