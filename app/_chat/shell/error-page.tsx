"use client";

import { Unplug } from "lucide-react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";

type Props = { error: Error & { digest?: string }; retry: () => void };

/** Where a page should be that broke. The code is the one in the log. */
export function ErrorScreen({ error, retry }: Props) {
	const t = useTranslations();
	return (
		<div className="grid min-h-full place-items-center p-6">
			<div role="alert" className="flex max-w-110 flex-col items-center text-center">
				<Unplug size="1.75rem" strokeWidth={1.75} aria-hidden="true" className="mb-3 text-text-muted" />
				<h1 className="text-title font-title tracking-[-0.02em]">{t("pages.errorHeading")}</h1>
				<p className="mt-1 text-message text-text-muted">
					{t("pages.errorText")} {error.digest && t("pages.errorCode", { code: error.digest })}
				</p>
				<Button variant="primary" className="mt-6" onClick={retry}>
					{t("common.reload")}
				</Button>
			</div>
		</div>
	);
}
