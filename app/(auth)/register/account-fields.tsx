"use client";

import { useState } from "react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { TextField } from "@/app/_ui/text-field";
import { PasswordField } from "../password-field";
import { NameFields } from "./name-fields";
import type { RegistrationForm } from "./use-registration";
import { usernameFrom } from "./username-from";

type Props = {
	registration: RegistrationForm;
	/** Asks for an address, to which a link is sent, or which an administrator looks at. */
	email?: "link" | "by hand" | undefined;
};

/** The fields of every new account. */
export function AccountFields({ registration: { form, change, errorOf }, email }: Props) {
	const t = useTranslations("auth");
	/** Once edited, the username no longer follows the display name. */
	const [isOwnUsername, setOwnUsername] = useState(false);
	return (
		<>
			<NameFields
				names={form}
				onDisplayName={(displayName) =>
					change({ displayName, ...(!isOwnUsername && { username: usernameFrom(displayName) }) })
				}
				onUsername={(username) => {
					setOwnUsername(username !== "");
					change({ username });
				}}
				errorOf={errorOf}
			/>
			{email && (
				<TextField
					name="email"
					type="email"
					label={t("email")}
					hint={t(email === "link" ? "emailHint" : "emailHintByHand")}
					autoComplete="email"
					dir="ltr"
					value={form.email}
					onChange={(event) => change({ email: event.target.value })}
					error={errorOf("email")}
				/>
			)}
			<PasswordField
				autoComplete="new-password"
				aside={t("passwordHint")}
				value={form.password}
				onChange={(password) => change({ password })}
				error={errorOf("password")}
			/>
		</>
	);
}
