"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { useSWRConfig } from "swr";
import type { MemberChannel } from "@/lib/realtime/protocol";
import { api, writeRefusal } from "../api";
import { useRolePreview } from "../servers/role-preview";
import { markReadTo } from "../servers/servers-reducer";
import { updateServersCache } from "../servers/update-servers-cache";
import { useMemberServer } from "../servers/use-servers";
import { isUnread, unreadOf } from "../unread/unread";
import { useWindowFocus } from "../unread/use-window-focus";
import { type ChannelLog, isAtHead, lastLoadedSeq } from "./channel-log";

type Props = {
	channel: Pick<MemberChannel, "id" | "serverId" | "lastSeq" | "lastReadSeq" | "lastUncounted" | "readUncounted">;
	viewerId: number;
	log: ChannelLog;
	atBottom: boolean;
};

const everyMs = 1000;

export type ReadMarker = {
	/** The seq of the first unread message; it stays until the user leaves the channel. */
	newSeq: number | null;
	lastReadSeq: number;
	/** The number of unread messages. */
	unread: number;
	/** Returns false while a role is previewed: then the marker stays. */
	markRead: () => boolean;
	markUnread: (seq: number) => Promise<void>;
};

/** Moves the user's read marker to the end of the log when it is visible in a focused window. */
export function useReadMarker({ channel, viewerId, log, atBottom }: Props): ReadMarker {
	const { cache, mutate } = useSWRConfig();
	const attention = useWindowFocus();
	const server = useMemberServer(channel.serverId);
	const known =
		server?.channels.find(({ id }) => id === channel.id) ??
		server?.threads.find(({ channelId }) => channelId === channel.id);
	/** Only this tab counts a thread that the user does not follow. */
	const [own, setOwn] = useState(channel.lastReadSeq);
	const lastReadSeq = known?.lastReadSeq ?? own;
	const [newSeq, setNewSeq] = useState(isUnread(channel) ? channel.lastReadSeq + 1 : null);
	/** A message marked as unread must stay so while it is visible. */
	const [held, setHeld] = useState(false);
	const sentAt = useRef(0);

	const put = useCallback(
		async (seq: number, force: boolean) => {
			const to = { channelId: channel.id, seq };
			if (!force) updateServersCache({ cache, mutate }, (frame) => markReadTo(frame, to));
			setOwn(seq);
			await api.put(`/api/channels/${channel.id}/read`, force ? { seq, force } : { seq });
		},
		[channel.id, cache, mutate],
	);

	const isPreviewing = useRolePreview() !== null;
	const seesEnd = atBottom && attention && isAtHead(log);
	const end = lastLoadedSeq(log);
	useEffect(() => {
		if (!seesEnd || held || isPreviewing || end <= lastReadSeq) return;
		const timer = setTimeout(
			() => {
				sentAt.current = Date.now();
				// The next message retries it.
				put(end, false).catch(() => {});
			},
			Math.max(0, sentAt.current + everyMs - Date.now()),
		);
		return () => clearTimeout(timer);
	}, [seesEnd, held, isPreviewing, end, lastReadSeq, put]);

	// Messages that arrive in the background after everything was read are unread.
	const head = log.lastSeq;
	const newest = isAtHead(log) ? log.messages.at(-1) : undefined;
	const seenHead = useRef(head);
	useEffect(() => {
		const first = seenHead.current + 1;
		seenHead.current = Math.max(seenHead.current, head);
		if (head < first || seesEnd || newest?.author.id === viewerId || newest?.system?.uncounted) return;
		if (lastReadSeq >= first - 1) setNewSeq(first);
	}, [head, newest, seesEnd, lastReadSeq, viewerId]);

	const markRead = useCallback(() => {
		if (writeRefusal()) return false;
		setHeld(false);
		put(log.lastSeq, false).catch(() => {});
		return true;
	}, [put, log.lastSeq]);
	const markUnread = useCallback(
		async (seq: number) => {
			const refusal = writeRefusal();
			if (refusal) throw refusal;
			setHeld(true);
			await put(seq - 1, true);
			setNewSeq(seq);
		},
		[put],
	);
	const unread = unreadOf({ ...known, lastSeq: head, lastReadSeq });
	return { newSeq, lastReadSeq, unread, markRead, markUnread };
}
