"use client";

import { LogOut } from "lucide-react";
import { useSignOut } from "@/app/_chat/shell/use-sign-out";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";

export function SignOutButton() {
	const t = useTranslations("settings");
	const { busy, submit } = useSubmit(useSignOut());
	return (
		<Button busy={busy} busyLabel={t("signingOut")} onClick={submit}>
			<LogOut size="1rem" aria-hidden="true" />
			{t("signOut")}
		</Button>
	);
}
