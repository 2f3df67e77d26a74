"use client";

import { useTranslations } from "@/app/_i18n/use-translations";
import { useToast } from "@/app/_ui/toast";
import type { BulkUndoResult } from "@/lib/realtime/protocol";
import { api } from "../api";
import { useErrorMessage } from "../forms/use-error-message";
import { batches } from "./batches";

type Undo = {
	actionIds: number[];
	/** The text for so many actions that were undone, and so many that could not be. */
	textOf: (done: number, left: number) => string;
	/** Called after each attempt. */
	onTried?: () => void;
};

/** Undoes many actions at once and shows the result, with another try if the request has failed. */
export function useUndoActions(serverId: number): (undo: Undo) => Promise<void> {
	const label = useTranslations("moderation")("undo");
	const errorText = useErrorMessage();
	const toast = useToast();
	const path = `/api/servers/${serverId}/moderation-actions/bulk`;
	return async function undo(wanted) {
		const { actionIds, textOf, onTried } = wanted;
		try {
			let left = 0;
			for (const some of batches(actionIds)) {
				const { results } = await api.delete<{ results: BulkUndoResult[] }>(path, { actionIds: some });
				left += results.filter(({ error }) => error !== null).length;
			}
			toast({ text: textOf(actionIds.length - left, left), ...(left > 0 && { tone: "error" }) });
		} catch (error) {
			toast({ tone: "error", text: errorText(error), action: { label, run: () => void undo(wanted) } });
		}
		onTried?.();
	};
}
