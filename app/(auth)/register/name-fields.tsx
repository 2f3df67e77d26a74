"use client";

import { useTranslations } from "@/app/_i18n/use-translations";
import { TextField } from "@/app/_ui/text-field";

type Names = { displayName: string; username: string };
type Props = {
	names: Names;
	onDisplayName: (displayName: string) => void;
	onUsername: (username: string) => void;
	errorOf: (field: keyof Names) => string | undefined;
};

/** The names of a new account. */
export function NameFields({ names, onDisplayName, onUsername, errorOf }: Props) {
	const t = useTranslations("auth");
	return (
		<>
			<TextField
				name="displayName"
				label={t("displayName")}
				hint={t("displayNameHint")}
				autoComplete="name"
				value={names.displayName}
				onChange={(event) => onDisplayName(event.target.value)}
				error={errorOf("displayName")}
			/>
			<TextField
				name="username"
				label={t("username")}
				hint={t("usernameHint")}
				autoComplete="username"
				autoCapitalize="none"
				spellCheck={false}
				value={names.username}
				onChange={(event) => onUsername(event.target.value)}
				error={errorOf("username")}
			/>
		</>
	);
}
