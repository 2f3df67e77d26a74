"use client";

import { useEffect, useState } from "react";
import { useFormatter } from "use-intl/react";
import { rememberedDeletion } from "@/app/_client/account/remembered-deletion";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";

/** Shows until when a sign-in undoes the deletion that was asked for in this tab. */
export function DeletionNotice() {
	const t = useTranslations("accountDeletion");
	const format = useFormatter();
	const [final, setFinal] = useState<Date | null>(null);
	useEffect(() => setFinal(rememberedDeletion()), []);
	if (!final) return null;
	return <Alert tone="success">{t("requested", { date: format.dateTime(final, { dateStyle: "long" }) })}</Alert>;
}
