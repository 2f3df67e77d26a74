"use client";

import { type RefObject, useEffect, useState } from "react";
import { copyToClipboard } from "@/app/_client/copy-to-clipboard";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { controlClass } from "@/app/_ui/field";
import { Skeleton } from "@/app/_ui/skeleton";

const copiedMs = 2000;

type Props = {
	/** Undefined until the link exists. */
	link: string | undefined;
	/** The user has just made this link. */
	isNew: boolean;
	copyRef: RefObject<HTMLButtonElement | null>;
};

export function InviteLinkField({ link, isNew, copyRef }: Props) {
	const t = useTranslations("invites");
	const [copied, setCopied] = useState<"copied" | "failed" | null>(null);
	useEffect(() => {
		if (copied === null) return;
		const timer = setTimeout(() => setCopied(null), copiedMs);
		return () => clearTimeout(timer);
	}, [copied]);
	const copy = async () => {
		if (link) setCopied((await copyToClipboard(link)) ? "copied" : "failed");
	};
	return (
		<div>
			<div className="flex gap-2">
				{link ? (
					<input
						readOnly
						dir="ltr"
						aria-label={t("link")}
						value={link}
						onFocus={(event) => event.currentTarget.select()}
						className={controlClass(false, "h-10 min-w-0 flex-1 truncate px-3 max-md:h-11")}
					/>
				) : (
					<Skeleton className="h-10 flex-1 rounded-md max-md:h-11" />
				)}
				<Button ref={copyRef} variant="primary" disabled={!link} className="h-10 min-w-24" onClick={copy}>
					{copied === "copied" ? t("copied") : t("copy")}
				</Button>
			</div>
			<p role="status" className={copied === "failed" ? "mt-1.5 text-meta text-danger-text" : "sr-only"}>
				{!link && t("making")}
				{copied ? t(copied === "copied" ? "copiedStatus" : "copyFailed") : link && isNew && t("made")}
			</p>
		</div>
	);
}

export function InviteLinkFailure({ error, onRetry }: { error: unknown; onRetry: () => void }) {
	const t = useTranslations("invites");
	const errorText = useErrorMessage();
	return (
		<div className="grid justify-items-start gap-2">
			<Alert tone="danger">
				{t("makeFailed")} {errorText(error)}
			</Alert>
			<Button size="small" onClick={onRetry}>
				{t("tryAgain")}
			</Button>
		</div>
	);
}
