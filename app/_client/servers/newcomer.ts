"use client";

import { useState } from "react";
import { readJson, writeJson } from "../safe-storage";

const storageKey = "hearth.newcomer";

const stored = (): number[] => {
	const value = readJson(storageKey);
	return Array.isArray(value) ? value.filter((id) => typeof id === "number") : [];
};

/** The user has just joined this server, and is shown around when they open it. */
export function rememberNewcomer(serverId: number): void {
	if (!stored().includes(serverId)) writeJson(storageKey, [...stored(), serverId].slice(-20));
}

/** Whether the user has joined the server just now, and a function to call when they have been shown around. */
export function useNewcomer(serverId: number): [isNewcomer: boolean, settle: () => void] {
	const [isNewcomer, setNewcomer] = useState(() => stored().includes(serverId));
	const settle = () => {
		const others = stored().filter((id) => id !== serverId);
		writeJson(storageKey, others.length > 0 ? others : null);
		setNewcomer(false);
	};
	return [isNewcomer, settle];
}
