"use client";

import { useEffect, useState } from "react";
import { useServers } from "../servers/use-servers";
import { nextMuteEnd } from "./unread";

/** The maximum delay of a timer. */
const longestMs = 2 ** 31 - 1;

/** The time for mutes: it changes when one of them ends. */
export function useMuteClock(): number {
	const { servers } = useServers();
	const [now, setNow] = useState(Date.now);
	const end = nextMuteEnd(servers, now);
	useEffect(() => {
		if (end === null) return;
		const timer = setTimeout(() => setNow(Date.now()), Math.min(Math.max(0, end - Date.now()) + 1, longestMs));
		return () => clearTimeout(timer);
	}, [end]);
	return now;
}
