"use client";

import useSWR from "swr";
import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Dialog } from "@/app/_ui/dialog";
import { Skeleton } from "@/app/_ui/skeleton";
import type { Message, Version } from "@/lib/realtime/protocol";
import { wordDiff } from "./word-diff";

/** The previous versions of a message, latest first, with the text that each edit removed and added. */
export function EditHistoryDialog({ message, onClose }: { message: Message; onClose: () => void }) {
	const t = useTranslations("acts");
	const errorText = useErrorMessage();
	const { clock, today } = useDateFormat();
	const path = `/api/channels/${message.channelId}/messages/${message.seq}/versions`;
	// Another edit invalidates the list.
	const { data, error } = useSWR<{ versions: Version[] }>([path, message.editedAt], ([url]: [string, string | null]) =>
		api.get(url),
	);
	const now: Version = { content: message.content, writtenAt: message.editedAt ?? message.createdAt };
	const all = data ? [...data.versions, now] : null;
	return (
		<Dialog
			open
			onOpenChange={(open) => !open && onClose()}
			title={t("versionsTitle")}
			text={t("versionsText")}
			width="max-w-150"
		>
			{error ? (
				<p role="alert" className="text-sm text-danger-text">
					{errorText(error)}
				</p>
			) : !all ? (
				<div className="space-y-3">
					<Skeleton className="h-4 w-40" />
					<Skeleton className="h-16 w-full" />
				</div>
			) : (
				<ol
					aria-label={t("versionsTitle")}
					// biome-ignore lint/a11y/noNoninteractiveTabindex: scrollable content must be reachable by keyboard.
					tabIndex={0}
					className="ring-inward -mx-5 max-h-[60dvh] overflow-y-auto px-5"
				>
					{all.toReversed().map(({ content, writtenAt }, index) => {
						const before = all[all.length - 2 - index];
						return (
							<li key={writtenAt} className="border-t py-3 first:border-t-0 first:pt-0">
								<p className="mb-1 flex gap-2 text-xs text-text-faint">
									<b className="font-semibold text-text-muted">
										{index === 0 ? t("versionNow") : before ? t("versionEdited") : t("versionFirst")}
									</b>
									<time dateTime={writtenAt} title={clock.full(writtenAt)}>
										{clock.short(writtenAt, today, (time) => t("yesterdayAt", { time }))}
									</time>
								</p>
								<p dir="auto" className="text-message whitespace-pre-wrap wrap-anywhere">
									{before ? <Changed before={before.content} after={content} /> : content}
								</p>
							</li>
						);
					})}
				</ol>
			)}
		</Dialog>
	);
}

function Changed({ before, after }: { before: string; after: string }) {
	return wordDiff(before, after).map(({ text, kind }, index) => {
		const key = `${index} ${kind}`;
		if (kind === "gone")
			return (
				<del key={key} className="me-1 rounded-xs bg-danger-subtle text-danger-text">
					{text}
				</del>
			);
		if (kind === "new")
			return (
				<ins key={key} className="rounded-xs bg-success-subtle text-success-text underline decoration-1">
					{text}
				</ins>
			);
		return <span key={key}>{text}</span>;
	});
}
