"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import type { ServerToClient } from "@/lib/realtime/protocol";
import { useConnection, useSocketEvent } from "../realtime/socket-provider";

const shownMs = 5000;
const emitEveryMs = 3000;

type Typist = { id: number; displayName: string; nickname?: string | undefined; until: number };

/**
 * The users who are typing in a channel, each until five seconds after their last event or until their message arrives.
 */
export function useTypists(channelId: number | null): Omit<Typist, "until">[] {
	const [typists, setTypists] = useState<Typist[]>([]);
	useSocketEvent(
		"typing",
		useCallback<ServerToClient["typing"]>(
			(event) => {
				if (event.channelId !== channelId) return;
				const { userId: id, displayName, nickname } = event;
				const typist = { id, displayName, nickname, until: Date.now() + shownMs };
				setTypists((known) => [...known.filter((one) => one.id !== id), typist]);
			},
			[channelId],
		),
	);
	useSocketEvent(
		"messages",
		useCallback<ServerToClient["messages"]>(
			(event) => {
				if (event.channelId !== channelId) return;
				const authors = new Set(event.messages.map(({ author }) => author.id));
				setTypists((known) =>
					known.some(({ id }) => authors.has(id)) ? known.filter(({ id }) => !authors.has(id)) : known,
				);
			},
			[channelId],
		),
	);
	useEffect(() => {
		const first = typists[0];
		if (!first) return;
		const timer = setTimeout(
			() => setTypists((known) => known.filter(({ until }) => until > Date.now())),
			Math.max(50, Math.min(...typists.map(({ until }) => until)) - Date.now() + 10),
		);
		return () => clearTimeout(timer);
	}, [typists]);
	return typists;
}

/** Emits that the user is typing, at most every three seconds. */
export function useEmitTyping(channelId: number | null): () => void {
	const connection = useConnection();
	const emittedAt = useRef(0);
	return useCallback(() => {
		if (!connection || channelId === null || Date.now() - emittedAt.current < emitEveryMs) return;
		emittedAt.current = Date.now();
		connection.request("typing", { channelId }).catch(() => {});
	}, [connection, channelId]);
}
