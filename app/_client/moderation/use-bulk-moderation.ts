"use client";

import { useTranslations } from "@/app/_i18n/use-translations";
import { useToast } from "@/app/_ui/toast";
import type { BulkResult, BulkUndoResult, SanctionKind } from "@/lib/realtime/protocol";
import { api, asApiError } from "../api";
import { useErrorMessage } from "../forms/use-error-message";
import { bulkSummary } from "./bulk-summary";

/** The server's own maximum. */
const maxAtOnce = 500;

const batches = <T>(all: readonly T[]): T[][] =>
	Array.from({ length: Math.ceil(all.length / maxAtOnce) }, (_, n) => all.slice(n * maxAtOnce, (n + 1) * maxAtOnce));

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
	const errorText = useErrorMessage();
	const toast = useToast();
	const path = `/api/servers/${serverId}/moderation-actions/bulk`;

	const undo = async (actionIds: number[]) => {
		try {
			const results: BulkUndoResult[] = [];
			for (const some of batches(actionIds))
				results.push(...(await api.delete<{ results: BulkUndoResult[] }>(path, { actionIds: some })).results);
			const left = results.filter(({ error }) => error !== null).length;
			const done = t("undone", { count: results.length - left });
			toast(left > 0 ? { tone: "error", text: `${done}. ${t("notUndone", { count: left })}` } : { text: done });
		} catch (error) {
			toast({ tone: "error", text: errorText(error) });
		}
		onChanged();
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
		toast(ids.length > 0 ? { text, action: { label: undoLabel, run: () => void undo(ids) } } : { tone: "error", text });
		onChanged();
	};
}
