"use client";

import { useCallback, useEffect, useState } from "react";
import useSWR from "swr";
import type { ShownAnnouncement } from "@/lib/instance/announcements";
import { useSocketEvent } from "../realtime/socket-provider";
import { readJson, writeJson } from "../safe-storage";

type Answer = { announcements: ShownAnnouncement[]; changesAt: string | null };

const storageKey = "hearth.dismissed";
/** Timers of browsers hold no longer times. */
const maxTimerMs = 86_400_000;
/** The clocks of the server and of this device may differ a little. */
const graceMs = 1000;

const dismissedIds = (): string[] => {
	const stored = readJson(storageKey);
	return Array.isArray(stored) ? stored.filter((id) => typeof id === "string") : [];
};

/** The announcements that are shown now, without those that were dismissed on this device. */
export function useAnnouncements() {
	const { data, mutate } = useSWR<Answer>("/api/announcements");
	const [dismissed, setDismissed] = useState(dismissedIds);
	useSocketEvent(
		"announcements",
		useCallback(() => void mutate(), [mutate]),
	);
	const changesAt = data?.changesAt;
	useEffect(() => {
		if (!changesAt) return;
		const wait = Date.parse(changesAt) - Date.now() + graceMs;
		const timer = setTimeout(() => void mutate(), Math.min(Math.max(wait, graceMs), maxTimerMs));
		return () => clearTimeout(timer);
	}, [changesAt, mutate]);
	return {
		announcements: data?.announcements.filter(({ id }) => !dismissed.includes(id)) ?? [],
		dismiss: (id: string) => {
			// Only of those that are still shown, so that the list stays short.
			const shown = data?.announcements.map((one) => one.id) ?? [];
			const ids = [...dismissedIds().filter((one) => shown.includes(one)), id];
			writeJson(storageKey, ids);
			setDismissed(ids);
		},
	};
}
