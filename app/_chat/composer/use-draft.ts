"use client";

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Draft } from "@/app/_client/messages/drafts";
import { useDrafts } from "@/app/_client/messages/use-drafts";

const afterMs = 500;
/** A user who typed this recently is still writing. */
const writingMs = 2000;

/**
 * Saves the draft half a second after typing, and at once when the page is left. Restores it on the next visit, and
 * applies changes of other devices as soon as the user is not typing here.
 */
export function useDraft(channelId: number | null, draft: Draft, restore: (draft: Draft) => void) {
	const store = useDrafts();
	/** The draft of this channel, null as long as there is no channel to keep it for. */
	const stored = useMemo(() => {
		if (!store || channelId === null) return null;
		return {
			read: () => store.read(channelId),
			write: (written: Draft, now = false) => store.write(channelId, written, now),
			subscribe: (listener: () => void) => store.subscribeTo(channelId, listener),
			onCollect: store.onCollect,
		};
	}, [store, channelId]);
	const [kept, setKept] = useState(false);
	const latest = useRef({ draft, restore });
	latest.current = { draft, restore };
	/** The last draft that the store and the field agreed on. */
	const agreed = useRef<Draft | null>(null);
	const writtenAt = useRef(0);

	const take = useCallback((found: Draft) => {
		agreed.current = found;
		latest.current.draft = found;
		latest.current.restore(found);
	}, []);
	useEffect(() => {
		if (!stored) return;
		const found = stored.read();
		if (found.content !== "" || found.replyTo !== null) take(found);
		else agreed.current = found;
		let timer: ReturnType<typeof setTimeout> | undefined;
		const follow = () => {
			clearTimeout(timer);
			const left = writtenAt.current + writingMs - Date.now();
			if (left > 0 && document.hasFocus()) {
				timer = setTimeout(follow, left);
				return;
			}
			const now = stored.read();
			if (!isSame(now, latest.current.draft)) take(now);
		};
		const unfollow = stored.subscribe(follow);
		return () => {
			clearTimeout(timer);
			unfollow();
		};
	}, [stored, take]);

	const { content, replyTo } = draft;
	useEffect(() => {
		setKept(false);
		const isNew = agreed.current !== null && !isSame(agreed.current, { content, replyTo });
		if (isNew) writtenAt.current = Date.now();
		const timer = setTimeout(() => {
			const isStored = !isNew || (stored?.write({ content, replyTo }) ?? false);
			if (isNew) agreed.current = { content, replyTo };
			setKept(isStored && content.trim() !== "");
		}, afterMs);
		return () => clearTimeout(timer);
	}, [stored, content, replyTo]);

	useEffect(() => {
		const keep = () => {
			const { draft: written } = latest.current;
			if (agreed.current !== null && !isSame(agreed.current, written)) stored?.write(written);
		};
		const unfollow = stored?.onCollect(keep);
		return () => {
			unfollow?.();
			keep();
		};
	}, [stored]);

	const forget = useCallback(() => {
		const none: Draft = { content: "", replyTo: null };
		latest.current.draft = none;
		agreed.current = none;
		stored?.write(none, true);
		setKept(false);
	}, [stored]);
	/** Stores a draft at once that comes from elsewhere, so that it is never in neither place. */
	const keepNow = useCallback(
		(now: Draft) => {
			latest.current.draft = now;
			agreed.current = now;
			stored?.write(now, true);
		},
		[stored],
	);
	return { kept, forget, keepNow };
}

const isSame = (one: Draft, other: Draft) => one.content === other.content && one.replyTo === other.replyTo;
