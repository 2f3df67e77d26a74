"use client";

import { useTranslations } from "@/app/_i18n/use-translations";
import { useToast } from "@/app/_ui/toast";
import type { Message, ModerationAction } from "@/lib/realtime/protocol";
import { api } from "../api";
import { removeByAuthor } from "./remove-by-author";
import { useUndoActions } from "./use-undo-actions";

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Removes messages of several authors, and offers to undo all of it. Shows how many were left and why; throws if none could
 * be removed.
 */
export function useRemoveMessages(serverId: number): (messages: readonly Message[], reason: string) => Promise<void> {
	const t = useTranslations("selection");
	const moderation = useTranslations("moderation");
	const toast = useToast();
	const undo = useUndoActions(serverId);
	const path = `/api/servers/${serverId}/moderation-actions`;

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
		const ranked = countOf(failed.filter(({ error }) => error.code === "forbidden"));
		const other = countOf(failed) - ranked;
		const count = done.reduce((sum, { removed }) => sum + removed, 0);
		const text = [
			t("removed", { count }),
			ranked > 0 && t("leftForRank", { count: ranked }),
			other > 0 && t("leftOther", { count: other }),
		];
		const actionIds = done.map(({ id }) => id);
		const textOf = (_: number, left: number) =>
			left > 0 ? t("notRestored", { count: left }) : moderation("restored", { count });
		toast({
			text: text.filter(Boolean).join(" "),
			isLong: true,
			...(count > 0 && { action: { label: moderation("undo"), run: () => void undo({ actionIds, textOf }) } }),
		});
	};
}
