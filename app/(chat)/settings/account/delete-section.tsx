"use client";

import { useState } from "react";
import { SettingsSection } from "@/app/_chat/settings/settings-page";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { lazy } from "@/app/_ui/lazy";

const DeleteAccountDialog = lazy(() => import("./delete-account-dialog").then((module) => module.DeleteAccountDialog));

export function DeleteSection() {
	const t = useTranslations("accountDeletion");
	const [open, setOpen] = useState(false);
	return (
		<SettingsSection title={t("title")} text={t("text")}>
			<Button variant="dangerOutline" onClick={() => setOpen(true)}>
				{t("begin")}
			</Button>
			{open && <DeleteAccountDialog onClose={() => setOpen(false)} />}
		</SettingsSection>
	);
}
