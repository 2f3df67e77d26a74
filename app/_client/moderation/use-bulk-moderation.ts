"use client";

import { useTranslations } from "@/app/_i18n/use-translations";
import { useToast } from "@/app/_ui/toast";
import type { BulkResult, SanctionKind } from "@/lib/realtime/protocol";
import { api, asApiError } from "../api";
import { batches } from "./batches";
import { bulkSummary } from "./bulk-summary";
import { useUndoActions } from "./use-undo-actions";

type WantedBulk = {
	sanction: { kind: SanctionKind; until?: string | null };
	reason?: string;
	note?: string;
	/** The same for a retry. */
	nonce: string;
};

/**
 * Sanctions many members, says how many were left out and why, and offers to undo all. `onChanged` is called after each
 * of both.
 */
export function useBulkModeration(serverId: number, onChanged: () => void) {
	const t = useTranslations("moderation.bulk");
	const undoLabel = useTranslations("moderation")("undo");
	const toast = useToast();
	const undo = useUndoActions(serverId);
	const path = `/api/servers/${serverId}/moderation-actions/bulk`;

	const undoneText = (count: number, left: number) => {
		const done = t("undone", { count });
		return left > 0 ? `${done}. ${t("notUndone", { count: left })}` : done;
	};

	return async (subjects: string[], wanted: WantedBulk) => {
		const results: BulkResult[] = [];
		for (const some of batches(subjects))
			try {
				const body = { subjects: some, ...wanted };
				results.push(...(await api.post<{ results: BulkResult[] }>(path, body)).results);
			} catch (error) {
				if (results.length === 0) throw error;
				const { code, message } = asApiError(error);
				results.push(...some.map((username) => ({ username, action: null, error: { code, message } })));
			}
		const { ids, skipped } = bulkSummary(results);
		const reasons = skipped.map(({ why, count }) => t(`skipped.${why}`, { count }));
		const text = [t(`done.${wanted.sanction.kind}`, { count: ids.length }), ...reasons].join(" ");
		const run = () => void undo({ actionIds: ids, textOf: undoneText, onTried: onChanged });
		toast(ids.length > 0 ? { text, action: { label: undoLabel, run } } : { tone: "error", text });
		onChanged();
	};
}
