"use client";

import { useTranslations } from "@/app/_i18n/use-translations";
import { TextField } from "@/app/_ui/text-field";

type Props = { value: string; onChange: (code: string) => void; error: string | undefined };

/** The registration code, where an instance asks for it. */
export function CodeField({ value, onChange, error }: Props) {
	const t = useTranslations("auth");
	return (
		<TextField
			name="code"
			label={t("registrationCode")}
			hint={t("registrationCodeHint")}
			autoComplete="off"
			autoCapitalize="none"
			spellCheck={false}
			dir="ltr"
			value={value}
			onChange={(event) => onChange(event.target.value)}
			error={error}
		/>
	);
}
