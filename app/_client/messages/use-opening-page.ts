"use client";

import { useEffect, useRef, useState } from "react";
import type { MessagePage } from "@/lib/realtime/protocol";
import { api, asApiError } from "../api";
import { useOnline, usePhase } from "../realtime/socket-provider";
import { closingCodes } from "./channel-feed";
import type { CachedWindow } from "./channel-log";
import { asPage, openingQuery, opensWithin, windowCache } from "./window-cache";
import type { WindowId } from "./window-id";

/** A channel or a thread. */
type Log = { id: number; lastSeq: number; lastReadSeq: number };

export type OpeningPage<Opened extends Log> =
	| { state: "loading" | "waiting" | "closed" }
	| { state: "open"; page: MessagePage; channel: Opened };

const retryMs = 2000;

/**
 * The messages that a channel or thread opens with, from the cache or from the server. `waiting` lasts until there is a
 * connection; a channel is `closed` if the user has no access any more.
 */
export function useOpeningPage<Opened extends Log>(
	channel: Opened,
	{ windowId, viewerId, seq }: { windowId: WindowId; viewerId: number; seq: number | null },
): OpeningPage<Opened> {
	const isLost = usePhase() === "lost";
	const isReachable = useOnline() && !isLost;
	const key = `${channel.id}/${seq ?? ""}`;
	const opened = useRef<Known<Opened> | null>(null);
	if (opened.current?.key !== key) {
		const window = windowCache.get(windowId, viewerId, isReachable);
		opened.current = { key, answer: fromWindow(window, { channel, seq, isReachable }), isStoreRead: false };
	}
	const [, setChanged] = useState<Known<Opened> | null>(null);
	const { answer, isStoreRead } = opened.current;
	const isMissing = answer.state === "loading";
	const latest = useRef(channel);
	latest.current = channel;

	useEffect(() => {
		if (!isMissing || (isStoreRead && !isReachable)) return;
		let timer: ReturnType<typeof setTimeout> | undefined;
		let isCurrent = true;
		const settle = (change: Partial<Known<Opened>>) => {
			if (!isCurrent || opened.current?.key !== key) return;
			opened.current = { ...opened.current, ...change };
			setChanged(opened.current);
		};
		const { id } = latest.current;
		const readStore = async () => {
			const window = await windowCache.stored(windowId, isReachable);
			settle({ answer: fromWindow(window, { channel: latest.current, seq, isReachable }), isStoreRead: true });
		};
		const load = async () => {
			try {
				const page = await api.get<MessagePage>(`/api/channels/${id}/messages?${openingQuery(latest.current, seq)}`);
				settle({ answer: { state: "open", page, channel: withHead(latest.current, page) } });
			} catch (error) {
				const { code, retryAfterMs } = asApiError(error);
				if (closingCodes.has(code)) {
					windowCache.delete(windowId);
					settle({ answer: { state: "closed" } });
				} else if (isCurrent) timer = setTimeout(load, retryAfterMs ?? retryMs);
			}
		};
		void (isStoreRead ? load() : readStore());
		return () => {
			isCurrent = false;
			clearTimeout(timer);
		};
	}, [key, windowId, isMissing, isStoreRead, seq, isReachable]);
	return isMissing && isStoreRead && !isReachable ? { state: "waiting" } : answer;
}

type Known<Opened extends Log> = { key: string; answer: OpeningPage<Opened>; isStoreRead: boolean };
type Request<Opened extends Log> = { channel: Opened; seq: number | null; isReachable: boolean };

function fromWindow<Opened extends Log>(
	window: CachedWindow | null,
	{ channel, seq, isReachable }: Request<Opened>,
): OpeningPage<Opened> {
	const isEnough = window && (opensWithin(window, channel, seq) || (!isReachable && seq === null));
	if (!isEnough) return { state: "loading" };
	const page = asPage(window);
	// Without a connection it opens with what there is: then all of it is unread.
	const lastReadSeq = Math.max(channel.lastReadSeq, (page.messages[0]?.seq ?? 1) - 1);
	return { state: "open", page, channel: withHead({ ...channel, lastReadSeq }, page) };
}

/** The list of servers learns of a new message up to a second after its channel. */
const withHead = <Opened extends Log>(channel: Opened, { lastSeq }: MessagePage): Opened => ({
	...channel,
	lastSeq: Math.max(channel.lastSeq, lastSeq),
});
