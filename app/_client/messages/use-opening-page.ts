"use client";

import { useEffect, useRef, useState } from "react";
import type { MemberChannel, MessagePage } from "@/lib/realtime/protocol";
import { api, asApiError } from "../api";
import { useOnline, usePhase } from "../realtime/socket-provider";
import { closingCodes } from "./channel-feed";
import type { CachedWindow } from "./channel-log";
import { asPage, openingQuery, opensWithin, windowCache } from "./window-cache";

export type OpeningPage =
	| { state: "loading" | "waiting" | "closed" }
	| { state: "open"; page: MessagePage; channel: MemberChannel };

const retryMs = 2000;

/**
 * The messages that a channel opens with, from the cache or from the server. `waiting` lasts until there is a
 * connection; a channel is `closed` if the user has no access any more.
 */
export function useOpeningPage(channel: MemberChannel, viewerId: number, seq: number | null): OpeningPage {
	const isLost = usePhase() === "lost";
	const isReachable = useOnline() && !isLost;
	const key = `${channel.id}/${seq ?? ""}`;
	const opened = useRef<Opened | null>(null);
	if (opened.current?.key !== key) {
		const window = windowCache.get(channel.id, viewerId, isReachable);
		opened.current = { key, answer: fromWindow(window, { channel, seq, isReachable }), isStoreRead: false };
	}
	const [, setChanged] = useState<Opened | null>(null);
	const { answer, isStoreRead } = opened.current;
	const isMissing = answer.state === "loading";
	const latest = useRef(channel);
	latest.current = channel;

	useEffect(() => {
		if (!isMissing || (isStoreRead && !isReachable)) return;
		let timer: ReturnType<typeof setTimeout> | undefined;
		let isCurrent = true;
		const settle = (change: Partial<Opened>) => {
			if (!isCurrent || opened.current?.key !== key) return;
			opened.current = { ...opened.current, ...change };
			setChanged(opened.current);
		};
		const { id } = latest.current;
		const readStore = async () => {
			const window = await windowCache.stored(id, isReachable);
			settle({ answer: fromWindow(window, { channel: latest.current, seq, isReachable }), isStoreRead: true });
		};
		const load = async () => {
			try {
				const page = await api.get<MessagePage>(`/api/channels/${id}/messages?${openingQuery(latest.current, seq)}`);
				settle({ answer: { state: "open", page, channel: withHead(latest.current, page) } });
			} catch (error) {
				const { code, retryAfterMs } = asApiError(error);
				if (closingCodes.has(code)) {
					windowCache.delete(id);
					settle({ answer: { state: "closed" } });
				} else if (isCurrent) timer = setTimeout(load, retryAfterMs ?? retryMs);
			}
		};
		void (isStoreRead ? load() : readStore());
		return () => {
			isCurrent = false;
			clearTimeout(timer);
		};
	}, [key, isMissing, isStoreRead, seq, isReachable]);
	return isMissing && isStoreRead && !isReachable ? { state: "waiting" } : answer;
}

type Opened = { key: string; answer: OpeningPage; isStoreRead: boolean };
type Request = { channel: MemberChannel; seq: number | null; isReachable: boolean };

function fromWindow(window: CachedWindow | null, { channel, seq, isReachable }: Request): OpeningPage {
	const isEnough = window && (opensWithin(window, channel, seq) || (!isReachable && seq === null));
	if (!isEnough) return { state: "loading" };
	const page = asPage(window);
	// Without a connection it opens with what there is: then all of it is unread.
	const lastReadSeq = Math.max(channel.lastReadSeq, (page.messages[0]?.seq ?? 1) - 1);
	return { state: "open", page, channel: withHead({ ...channel, lastReadSeq }, page) };
}

/** The list of servers learns of a new message up to a second after its channel. */
const withHead = (channel: MemberChannel, { lastSeq }: MessagePage): MemberChannel => ({
	...channel,
	lastSeq: Math.max(channel.lastSeq, lastSeq),
});
