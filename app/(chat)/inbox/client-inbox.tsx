"use client";

import { ClientPageTitle } from "@/app/_chat/shell/client-page-title";
import { useTranslations } from "@/app/_i18n/use-translations";
import { InboxPage } from "./inbox";

/** The Inbox as the browser renders it. */
export function ClientInbox() {
	const t = useTranslations("unread");
	return (
		<>
			<ClientPageTitle title={t("inbox")} />
			<InboxPage />
		</>
	);
}
