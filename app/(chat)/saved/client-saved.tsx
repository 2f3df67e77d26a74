"use client";

import { ClientPageTitle } from "@/app/_chat/shell/client-page-title";
import { useTranslations } from "@/app/_i18n/use-translations";
import { SavedPage } from "./saved-list";

/** The saved messages as the browser renders them. */
export function ClientSaved() {
	const t = useTranslations("acts");
	return (
		<>
			<ClientPageTitle title={t("saved")} />
			<SavedPage />
		</>
	);
}
