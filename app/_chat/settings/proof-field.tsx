"use client";

import { useEffect, useRef } from "react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { TextField } from "@/app/_ui/text-field";

/** The proofs of identity that a user types. */
export type Typed = "password" | "code";

type Props = { by: Typed; value: string; isWrong: boolean; onChange: (value: string) => void };

export function ProofField({ by, value, isWrong, onChange }: Props) {
	const tServer = useTranslations("serverSettings");
	const tTwoStep = useTranslations("twoStep");
	const input = useRef<HTMLInputElement>(null);
	// The dialog has focused something else, because it opens before it knows the account's ways.
	useEffect(() => input.current?.focus(), []);
	const byPassword = by === "password";
	const wrong = byPassword ? tServer("passwordWrong") : tTwoStep("codeWrong");
	return (
		<TextField
			ref={input}
			label={byPassword ? tServer("password") : tTwoStep("thenCode")}
			type={byPassword ? "password" : "text"}
			inputMode={byPassword ? undefined : "numeric"}
			autoComplete={byPassword ? "current-password" : "one-time-code"}
			maxLength={byPassword ? undefined : 11}
			value={value}
			onChange={(event) => onChange(event.target.value)}
			error={isWrong ? wrong : undefined}
		/>
	);
}
