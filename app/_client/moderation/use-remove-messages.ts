"use client";

import { useTranslations } from "@/app/_i18n/use-translations";
import { useToast } from "@/app/_ui/toast";
import type { BulkUndoResult, Message, ModerationAction } from "@/lib/realtime/protocol";
import { api } from "../api";
import { useErrorMessage } from "../forms/use-error-message";
import { removeByAuthor } from "./remove-by-author";

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Removes messages of several authors, and offers to undo all of it. Says how many were left and why; throws if none could
 * be removed.
 */
export function useRemoveMessages(serverId: number): (messages: readonly Message[], reason: string) => Promise<void> {
	const t = useTranslations("selection");
	const undoLabel = useTranslations("moderation")("undo");
	const errorText = useErrorMessage();
	const toast = useToast();
	const path = `/api/servers/${serverId}/moderation-actions`;

	const undo = async (actionIds: number[], count: number) => {
		try {
			const { results } = await api.delete<{ results: BulkUndoResult[] }>(`${path}/bulk`, { actionIds });
			const left = results.filter(({ error }) => error !== null).length;
			toast(left > 0 ? { tone: "error", text: t("notRestored", { count: left }) } : { text: t("restored", { count }) });
		} catch (error) {
			const again = { label: undoLabel, run: () => void undo(actionIds, count) };
			toast({ tone: "error", text: errorText(error), action: again });
		}
	};

	return async (messages, reason) => {
		const outcomes = await removeByAuthor(
			messages,
			async (subject, places) => {
				const body = { subject, messages: places, ...(reason && { reason }) };
				return (await api.post<{ action: ModerationAction }>(path, body)).action;
			},
			sleep,
		);
		const done = outcomes.flatMap(({ action }) => action ?? []);
		const failed = outcomes.flatMap(({ count, error }) => (error ? { count, error } : []));
		if (done.length === 0 && failed[0]) throw failed[0].error;
		const countOf = (of: typeof failed) => of.reduce((sum, { count }) => sum + count, 0);
		const [ranked, other] = [
			countOf(failed.filter(({ error }) => error.code === "forbidden")),
			countOf(failed.filter(({ error }) => error.code !== "forbidden")),
		];
		const count = done.reduce((sum, { removed }) => sum + removed, 0);
		const text = [
			t("removed", { count }),
			ranked > 0 && t("leftForRank", { count: ranked }),
			other > 0 && t("leftOther", { count: other }),
		];
		const ids = done.map(({ id }) => id);
		toast({
			text: text.filter(Boolean).join(" "),
			isLong: true,
			...(count > 0 && { action: { label: undoLabel, run: () => void undo(ids, count) } }),
		});
	};
}
