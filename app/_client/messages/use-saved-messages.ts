"use client";

import { useCallback } from "react";
import useSWR, { useSWRConfig } from "swr";
import { api } from "../api";

type SavedSeqs = { seqs: number[] };
export const savedSeqsKey = (channelId: number) => `/api/channels/${channelId}/saved`;

/** A channel's saved messages after a change. */
export function foldSaved(current: SavedSeqs | undefined, seq: number, saved: boolean): SavedSeqs | undefined {
	if (!current || current.seqs.includes(seq) === saved) return current;
	return { seqs: saved ? [seq, ...current.seqs] : current.seqs.filter((one) => one !== seq) };
}

/** Whether the user has saved a message; undefined until that is known. */
export function useIsSaved(channelId: number, seq: number): boolean | undefined {
	// Kept up to date by events.
	const { data } = useSWR<SavedSeqs>(savedSeqsKey(channelId), { revalidateIfStale: false, revalidateOnFocus: false });
	return data?.seqs.includes(seq);
}

/** Saves or unsaves a message; returns the new state. */
export function useToggleSaved(): (channelId: number, seq: number) => Promise<boolean> {
	const { cache, mutate } = useSWRConfig();
	return useCallback(
		async (channelId, seq) => {
			const key = savedSeqsKey(channelId);
			const current = (cache.get(key)?.data as SavedSeqs | undefined) ?? (await api.get<SavedSeqs>(key));
			const saved = !current.seqs.includes(seq);
			const path = `/api/channels/${channelId}/messages/${seq}/saved`;
			await (saved ? api.put(path) : api.delete(path));
			await mutate<SavedSeqs>(key, (known) => foldSaved(known ?? current, seq, saved), { revalidate: false });
			return saved;
		},
		[cache, mutate],
	);
}
