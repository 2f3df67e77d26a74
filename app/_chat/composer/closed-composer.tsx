"use client";

import { Lock } from "lucide-react";
import { useTranslations } from "@/app/_i18n/use-translations";

/** Stands in for the composer where the viewer may not write, and says so. */
export function ClosedComposer() {
	const t = useTranslations("closedComposer");
	return (
		<div className="flex min-h-[2.875rem] items-center gap-2.5 rounded-lg border bg-sunken px-3.5 py-2 text-sm text-text-muted">
			<Lock size="1rem" aria-hidden="true" className="shrink-0" />
			<p role="status" className="min-w-0 flex-1">
				{t("readOnly")}
			</p>
		</div>
	);
}
