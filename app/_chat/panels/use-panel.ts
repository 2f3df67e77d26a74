"use client";

import { useSearchParams } from "next/navigation";
import { useCallback, useEffect, useMemo, useState } from "react";
import { createEmitter } from "@/app/_client/create-store";
import { readText, writeText } from "@/app/_client/safe-storage";
import { type PanelTarget, panelIn, withPanel } from "./panel-url";

const storageKey = "hearth.panel";
/** For components outside the open channel. */
const toggles = createEmitter();

export const hasPanel = toggles.hasListeners;
export const togglePanel = toggles.emit;

/** Opens a panel of the open channel through its address, so that Back closes it and a link can name it. */
export function openPanel(place: PanelTarget | null): void {
	const { pathname, search } = location;
	const query = withPanel(new URLSearchParams(search), place).toString();
	const address = query === "" ? pathname : `${pathname}?${query}`;
	if (address === pathname + search) return;
	// Opening can be undone by Back; a closed panel is not reopened by it.
	if (place) history.pushState(null, "", address);
	else history.replaceState(null, "", address);
}

/** Closes a panel over a thread. */
export function closeOverThread(): void {
	const params = new URLSearchParams(location.search);
	params.delete("panel");
	history.replaceState(null, "", `${location.pathname}?${params}`);
}

/** Wide enough for the panel beside the conversation; in narrower windows it covers it. */
export const wide = "(width >= 68.75rem)";
/** Wide enough for both a thread and the members. */
const widest = "(width >= 100rem)";

export type OpenPanel = { kind: "members" } | PanelTarget;
export type Panels = {
	panel: OpenPanel | null;
	/** A thread is open below the panel. */
	isStacked: boolean;
	/** The member list is shown, alone or beside a thread. */
	hasMembers: boolean;
	close: () => void;
	closeMembers: () => void;
	toggleMembers: () => void;
};

/**
 * The open panel: the one in the address, otherwise the member list, which is remembered where it fits beside the
 * conversation and closed where it would cover it. In the widest windows it stays beside a thread.
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
		// A closed member list is not restored by Back.
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
