"use client";

import { useTranslations } from "@/app/_i18n/use-translations";

/** Why a moderator imposed a sanction: the reason that its subject reads, and the note for moderators. */
export function ReasonAndNote({ reason, note }: { reason: string; note: string }) {
	const t = useTranslations("moderation");
	return (
		<>
			{reason && (
				<p dir="auto" className="mt-1.5 whitespace-pre-line wrap-anywhere">
					{reason}
				</p>
			)}
			{note && (
				<p dir="auto" className="mt-1.5 text-meta whitespace-pre-line text-text-muted wrap-anywhere">
					{t("noteShown", { note })}
				</p>
			)}
		</>
	);
}
