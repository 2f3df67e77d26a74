"use client";

import { CloudOff } from "lucide-react";
import { useTranslations } from "@/app/_i18n/use-translations";

/** In place of content that is not loaded, without a connection. */
export function OpensWhenBack() {
	const t = useTranslations("conversation");
	return (
		<p className="m-auto flex max-w-110 flex-col items-center gap-3 p-6 text-center text-message text-text-muted">
			<CloudOff size="1.75rem" strokeWidth={1.75} aria-hidden="true" />
			{t("opensWhenBack")}
		</p>
	);
}
