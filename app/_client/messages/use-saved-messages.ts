"use client";

import { useCallback } from "react";
import useSWR, { useSWRConfig } from "swr";
import { api } from "../api";

type Marks = { seqs: number[] };
export const savedMarksKey = (channelId: number) => `/api/channels/${channelId}/saved`;

/** A channel's saved messages after a change. */
export function foldSaved(marks: Marks | undefined, seq: number, saved: boolean): Marks | undefined {
	if (!marks || marks.seqs.includes(seq) === saved) return marks;
	return { seqs: saved ? [seq, ...marks.seqs] : marks.seqs.filter((one) => one !== seq) };
}

/** Whether the user has saved a message; undefined until that is known. */
export function useIsSaved(channelId: number, seq: number): boolean | undefined {
	// Kept up to date by events.
	const { data } = useSWR<Marks>(savedMarksKey(channelId), { revalidateIfStale: false, revalidateOnFocus: false });
	return data?.seqs.includes(seq);
}

/** Saves or unsaves a message; returns the new state. */
export function useToggleSaved(): (channelId: number, seq: number) => Promise<boolean> {
	const { cache, mutate } = useSWRConfig();
	return useCallback(
		async (channelId, seq) => {
			const key = savedMarksKey(channelId);
			const marks = (cache.get(key)?.data as Marks | undefined) ?? (await api.get<Marks>(key));
			const saved = !marks.seqs.includes(seq);
			const path = `/api/channels/${channelId}/messages/${seq}/saved`;
			await (saved ? api.put(path) : api.delete(path));
			await mutate<Marks>(key, (known) => foldSaved(known ?? marks, seq, saved), { revalidate: false });
			return saved;
		},
		[cache, mutate],
	);
}
