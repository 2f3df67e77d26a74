"use client";

import { useSearchParams } from "next/navigation";
import { useCallback, useEffect, useMemo, useState } from "react";
import { createEmitter } from "@/app/_client/create-store";
import { readText, writeText } from "@/app/_client/safe-storage";
import { type PanelTarget, panelIn, withPanel } from "./panel-url";

const storageKey = "hearth.panel";
/** Of the channel that is open, for who is not part of it. */
const toggles = createEmitter();

export const hasPanel = toggles.hasListeners;
export const togglePanel = toggles.emit;

/** Opens a panel of the channel that is open: by its address, so that Back closes it and a link can name it. */
export function openPanel(place: PanelTarget | null): void {
	const { pathname, search } = location;
	const query = withPanel(new URLSearchParams(search), place).toString();
	const address = query === "" ? pathname : `${pathname}?${query}`;
	if (address === pathname + search) return;
	// Opening can be taken back; what was closed is not opened again by going back.
	if (place) history.pushState(null, "", address);
	else history.replaceState(null, "", address);
}

/** Closes what lies over a thread. */
export function closeOverThread(): void {
	const params = new URLSearchParams(location.search);
	params.delete("panel");
	history.replaceState(null, "", `${location.pathname}?${params}`);
}

/** Where the panel has a place of its own beside the conversation; elsewhere it covers it. */
export const wide = "(width >= 68.75rem)";
/** Where a thread and the members both have one. */
const widest = "(width >= 100rem)";

export type OpenPanel = { kind: "members" } | PanelTarget;
export type Panels = {
	panel: OpenPanel | null;
	/** A thread lies under the panel. */
	isStacked: boolean;
	/** The members are shown, alone or beside a thread. */
	hasMembers: boolean;
	close: () => void;
	closeMembers: () => void;
	toggleMembers: () => void;
};

/**
 * The panel at the right: what the address names, or else the members, who are remembered where they have a place of their
 * own and closed where they would cover. In the widest windows they stay beside a thread.
 */
export function usePanel(): Panels {
	const params = useSearchParams();
	const place = useMemo(() => panelIn(params), [params]);
	const [members, setMembers] = useState(false);
	const isWidest = useIsWidest();
	useEffect(() => {
		const query = matchMedia(wide);
		const fit = () => setMembers(query.matches && readText(storageKey) !== "closed");
		fit();
		query.addEventListener("change", fit);
		return () => query.removeEventListener("change", fit);
	}, []);

	const showMembers = useCallback((shown: boolean) => {
		if (matchMedia(wide).matches) writeText(storageKey, shown ? "open" : "closed");
		setMembers(shown);
	}, []);
	const isBeside = isWidest && place?.kind === "thread";
	const hasMembers = members && (place === null || isBeside);
	const closeMembers = useCallback(() => showMembers(false), [showMembers]);
	const close = useCallback(() => {
		if (place) openPanel(null);
		else showMembers(false);
		// What is closed is closed: the members are nothing that one goes back to.
		if (place && !isBeside) setMembers(false);
	}, [place, isBeside, showMembers]);
	const toggleMembers = useCallback(() => {
		if (place && !isBeside) openPanel(null);
		showMembers(!hasMembers);
	}, [place, isBeside, hasMembers, showMembers]);
	const toggle = useCallback(
		() => (place && !isBeside ? close() : toggleMembers()),
		[place, isBeside, close, toggleMembers],
	);
	useEffect(() => toggles.subscribe(toggle), [toggle]);
	return {
		panel: place ?? (members ? { kind: "members" } : null),
		isStacked: place !== null && place.kind !== "thread" && params.get("thread") !== null,
		hasMembers,
		close,
		closeMembers,
		toggleMembers,
	};
}

function useIsWidest(): boolean {
	const [isWidest, setWidest] = useState(false);
	useEffect(() => {
		const query = matchMedia(widest);
		const fit = () => setWidest(query.matches);
		fit();
		query.addEventListener("change", fit);
		return () => query.removeEventListener("change", fit);
	}, []);
	return isWidest;
}
