"use client";

import { Fingerprint } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { signInByAutofill, signInWithPasskey } from "@/app/_client/account/passkeys";
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

/** Signs in with a passkey: by the button, or by a suggestion of the browser in the field for the username. */
export function PasskeyButton({ onNext, onSignedIn }: Props) {
	const t = useTranslations("auth");
	const failureText = useSignInFailure(t("passkeyNoMatch"));
	const [isAsking, setAsking] = useState(false);
	const { busy, failure, submit } = useSubmit(async (begin: () => Promise<SignInStep | boolean>) => {
		const result = await begin();
		if (result === true) await onSignedIn();
		else if (result) onNext(result);
	});
	const latest = useRef(submit);
	latest.current = submit;
	useEffect(() => {
		// The button's own dialog of the browser takes the place of the suggestions.
		if (isAsking) return;
		const aborter = new AbortController();
		void signInByAutofill(aborter.signal).then(
			(result) => result && latest.current(async () => result),
			(error) => latest.current(() => Promise.reject(error)),
		);
		return () => aborter.abort();
	}, [isAsking]);
	const onClick = async () => {
		setAsking(true);
		await submit(signInWithPasskey);
		setAsking(false);
	};
	return (
		<div className="grid gap-4">
			{failure && <Alert tone="danger">{failureText(failure)}</Alert>}
			<Button size="large" busy={busy} busyLabel={t("signingIn")} onClick={() => void onClick()}>
				<Fingerprint size="1.125rem" aria-hidden="true" />
				{t("usePasskey")}
			</Button>
		</div>
	);
}
