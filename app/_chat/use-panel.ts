"use client";

import { useCallback, useEffect, useState } from "react";

const storageKey = "hearth.panel";
/** Of the channel that is open, for who is not part of it. */
const toggles = new Set<() => void>();

export const hasPanel = () => toggles.size > 0;

export function togglePanel(): void {
	for (const toggle of toggles) toggle();
}

const wide = "(width >= 68.75rem)";

/** Whether the panel at the right is open: remembered where it has a place of its own, closed where it would cover. */
export function usePanel(): [open: boolean, toggle: () => void] {
	const [open, setOpen] = useState(false);
	useEffect(() => {
		const query = matchMedia(wide);
		const fit = () => setOpen(query.matches && recall());
		fit();
		query.addEventListener("change", fit);
		return () => query.removeEventListener("change", fit);
	}, []);
	const toggle = useCallback(
		() =>
			setOpen((before) => {
				if (matchMedia(wide).matches) remember(!before);
				return !before;
			}),
		[],
	);
	useEffect(() => {
		toggles.add(toggle);
		return () => {
			toggles.delete(toggle);
		};
	}, [toggle]);
	return [open, toggle];
}

function recall(): boolean {
	try {
		return localStorage.getItem(storageKey) !== "closed";
	} catch {
		return true;
	}
}

function remember(open: boolean): void {
	try {
		localStorage.setItem(storageKey, open ? "open" : "closed");
	} catch {
		// It opens as usual next time.
	}
}
