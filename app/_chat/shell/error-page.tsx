"use client";

import { useTranslations } from "@/app/_i18n/use-translations";
import { buttonClass } from "@/app/_ui/button";
import { UnpluggedIcon } from "@/app/_ui/standalone-icons";

type Props = { error: Error & { digest?: string }; retry: () => void };

/** Takes the place of a page that failed to render. The code it shows is the one in the server's log. */
export function ErrorScreen({ error, retry }: Props) {
	const t = useTranslations();
	return (
		<div className="grid min-h-full place-items-center p-6">
			<div role="alert" className="flex max-w-110 flex-col items-center text-center">
				<UnpluggedIcon />
				<h1 className="text-title font-title tracking-[-0.02em]">{t("pages.errorHeading")}</h1>
				<p className="mt-1 text-message text-text-muted">
					{t("pages.errorText")} {error.digest && t("pages.errorCode", { code: error.digest })}
				</p>
				<button type="button" onClick={retry} className={buttonClass("primary", "medium", "mt-6")}>
					{t("common.reload")}
				</button>
			</div>
		</div>
	);
}
