"use client";

import { CircleAlert, CloudOff, Pencil, RotateCw } from "lucide-react";
import { useEffect } from "react";
import { ApiError } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import type { Outgoing } from "@/app/_client/messages/outbox";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Spinner } from "@/app/_ui/spinner";
import { useMessageActions } from "./message-actions-context";

/** The delivery status of a message that is not in the log yet. */
export function DeliveryStatus({ item, connected }: { item: Outgoing; connected: boolean }) {
	const t = useTranslations("conversation");
	const { retry, discard, takeBack } = useMessageActions();
	const errorText = useErrorMessage();
	const { nonce, failure, seq } = item;
	// Sending the same text again would be refused again.
	const isBlocked = failure?.code === "blocked_by_rule";
	useEffect(() => {
		if (isBlocked) takeBack(item, false);
	}, [item, isBlocked, takeBack]);
	if (failure) {
		const reason =
			failure.code === "network" ? t("noAnswer") : (failure.fields?.content ?? errorText(new ApiError(failure, 0)));
		return (
			<div role="alert" className="mt-1 flex flex-wrap items-center gap-x-2 gap-y-1 text-meta text-danger-text">
				<CircleAlert size="0.875rem" aria-hidden="true" className="shrink-0" />
				<span dir="auto">{t("notSent", { reason })}</span>
				<button
					type="button"
					onClick={() => (isBlocked ? takeBack(item, true) : retry(nonce))}
					className="inline-flex h-6 items-center gap-1.5 rounded-sm border border-danger px-2 font-semibold hover:bg-danger-subtle max-md:h-11 max-md:px-4"
				>
					{isBlocked ? <Pencil size="0.75rem" aria-hidden="true" /> : <RotateCw size="0.75rem" aria-hidden="true" />}
					{t(isBlocked ? "edit" : "retry")}
				</button>
				<button
					type="button"
					onClick={() => discard(nonce)}
					className="h-6 rounded-sm px-2 font-semibold text-text-muted hover:bg-surface-hover hover:text-text max-md:h-11 max-md:px-4"
				>
					{t("delete")}
				</button>
			</div>
		);
	}
	if (seq !== null) return null;
	if (!connected) {
		return (
			<p className="flex items-center gap-1.5 text-xs text-text-muted">
				<CloudOff size="0.875rem" aria-hidden="true" className="shrink-0" />
				{t("queued")}
				<button type="button" onClick={() => discard(nonce)} className="link max-md:min-h-11">
					{t("delete")}
				</button>
			</p>
		);
	}
	return (
		<p className="absolute end-5 top-1 flex animate-[fade_160ms_1s_both] items-center gap-1.5 text-xs text-text-faint max-md:end-3.5">
			<Spinner className="size-3" />
			{t("sending")}
		</p>
	);
}
