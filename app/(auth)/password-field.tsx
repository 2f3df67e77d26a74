"use client";

import { Eye, EyeOff } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { IconButton } from "@/app/_ui/icon-button";
import { TextField } from "@/app/_ui/text-field";

type Props = {
	autoComplete: "current-password" | "new-password";
	aside?: ReactNode;
	value: string;
	onChange: (value: string) => void;
	error: string | undefined;
};

export function PasswordField({ onChange, ...rest }: Props) {
	const t = useTranslations("auth");
	const [shown, setShown] = useState(false);
	const Icon = shown ? EyeOff : Eye;
	return (
		<TextField
			{...rest}
			name="password"
			label={t("password")}
			type={shown ? "text" : "password"}
			autoCapitalize="none"
			spellCheck={false}
			onChange={(event) => onChange(event.target.value)}
			trailing={
				<IconButton
					small
					label={shown ? t("hidePassword") : t("showPassword")}
					aria-pressed={shown}
					className="me-1.5 max-md:me-0"
					onClick={() => setShown(!shown)}
				>
					<Icon size="1.125rem" aria-hidden="true" />
				</IconButton>
			}
		/>
	);
}
