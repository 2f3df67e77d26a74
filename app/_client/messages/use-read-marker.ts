"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { useSWRConfig } from "swr";
import type { MemberChannel } from "@/lib/realtime/protocol";
import { api } from "../api";
import { reduceServers } from "../servers/servers-reducer";
import { updateServersCache } from "../servers/update-servers-cache";
import { useMemberServer } from "../servers/use-servers";
import { useWindowFocus } from "../unread/use-window-focus";
import { type ChannelLog, isAtHead, lastLoadedSeq } from "./channel-log";

type Props = {
	channel: Pick<MemberChannel, "id" | "serverId" | "lastSeq" | "lastReadSeq">;
	viewerId: number;
	log: ChannelLog;
	atBottom: boolean;
};

const everyMs = 1000;

export type ReadMarker = {
	/** Where the new ones begin; it stays until the channel is left. */
	newSeq: number | null;
	lastReadSeq: number;
	markRead: () => void;
	markUnread: (seq: number) => Promise<void>;
};

/** Moves one's read mark to what one has seen: the end of the log, shown in a window that has the focus. */
export function useReadMarker({ channel, viewerId, log, atBottom }: Props): ReadMarker {
	const { cache, mutate } = useSWRConfig();
	const attention = useWindowFocus();
	const server = useMemberServer(channel.serverId);
	const known =
		server?.channels.find(({ id }) => id === channel.id) ??
		server?.threads.find(({ channelId }) => channelId === channel.id);
	/** Of a thread that one does not follow nobody else keeps count. */
	const [own, setOwn] = useState(channel.lastReadSeq);
	const lastReadSeq = known?.lastReadSeq ?? own;
	const [newSeq, setNewSeq] = useState(channel.lastReadSeq < channel.lastSeq ? channel.lastReadSeq + 1 : null);
	/** Somebody who marked a message unread wants it to stay so while they are still looking at it. */
	const [held, setHeld] = useState(false);
	const sentAt = useRef(0);

	const put = useCallback(
		async (seq: number, force: boolean) => {
			const event = { type: "read", channelId: channel.id, lastReadSeq: seq, mentionCount: 0 } as const;
			if (!force) updateServersCache({ cache, mutate }, (frame) => reduceServers(event, frame));
			setOwn(seq);
			await api.put(`/api/channels/${channel.id}/read`, force ? { seq, force } : { seq });
		},
		[channel.id, cache, mutate],
	);

	const seesEnd = atBottom && attention && isAtHead(log);
	const end = lastLoadedSeq(log);
	useEffect(() => {
		if (!seesEnd || held || end <= lastReadSeq) return;
		const timer = setTimeout(
			() => {
				sentAt.current = Date.now();
				// The next message tries again.
				put(end, false).catch(() => {});
			},
			Math.max(0, sentAt.current + everyMs - Date.now()),
		);
		return () => clearTimeout(timer);
	}, [seesEnd, held, end, lastReadSeq, put]);

	// What came while nobody looked, after everything before it had been read, is new.
	const head = log.lastSeq;
	const newest = isAtHead(log) ? log.messages.at(-1) : undefined;
	const seenHead = useRef(head);
	useEffect(() => {
		const first = seenHead.current + 1;
		seenHead.current = Math.max(seenHead.current, head);
		if (head < first || seesEnd || newest?.author.id === viewerId) return;
		if (lastReadSeq >= first - 1) setNewSeq(first);
	}, [head, newest, seesEnd, lastReadSeq, viewerId]);

	const markRead = useCallback(() => {
		setHeld(false);
		put(log.lastSeq, false).catch(() => {});
	}, [put, log.lastSeq]);
	const markUnread = useCallback(
		async (seq: number) => {
			setHeld(true);
			await put(seq - 1, true);
			setNewSeq(seq);
		},
		[put],
	);
	return { newSeq, lastReadSeq, markRead, markUnread };
}
