"use client";

import { useEffect, useState } from "react";
import { readJson, writeJson } from "../safe-storage";

const keyOf = (serverId: number) => `hearth.folded.${serverId}`;

const none: ReadonlySet<number> = new Set();

/** The groups of a server that are folded on this device. */
export function useFoldedGroups(serverId: number): [ReadonlySet<number>, (groupId: number) => void] {
	const [folded, setFolded] = useState(none);
	// Not during the first render, which is the same as the server's.
	useEffect(() => {
		const stored = readJson(keyOf(serverId));
		setFolded(Array.isArray(stored) ? new Set(stored) : none);
	}, [serverId]);
	const toggle = (groupId: number) => {
		const next = new Set(folded);
		if (!next.delete(groupId)) next.add(groupId);
		setFolded(next);
		writeJson(keyOf(serverId), next.size > 0 ? [...next] : null);
	};
	return [folded, toggle];
}
