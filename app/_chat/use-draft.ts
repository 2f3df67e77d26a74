"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { type Draft, keepDraft, readDraft } from "../_client/drafts";

const afterMs = 500;

/** Keeps what is written half a second after it was, and at once when the page is left; brings it back on the next visit. */
export function useDraft(userId: number, channelId: number, draft: Draft, restore: (draft: Draft) => void) {
	const [kept, setKept] = useState(false);
	const latest = useRef({ draft, restore });
	latest.current = { draft, restore };
	const restored = useRef(false);

	useEffect(() => {
		const found = readDraft(userId, channelId);
		restored.current = true;
		if (found.content !== "" || found.replyTo !== null) latest.current.restore(found);
	}, [userId, channelId]);

	const { content, replyTo } = draft;
	useEffect(() => {
		setKept(false);
		const timer = setTimeout(() => {
			if (restored.current) setKept(keepDraft(userId, channelId, { content, replyTo }) && content.trim() !== "");
		}, afterMs);
		return () => clearTimeout(timer);
	}, [userId, channelId, content, replyTo]);

	useEffect(() => {
		const keep = () => {
			if (restored.current) keepDraft(userId, channelId, latest.current.draft);
		};
		addEventListener("pagehide", keep);
		return () => {
			removeEventListener("pagehide", keep);
			keep();
		};
	}, [userId, channelId]);

	const forget = useCallback(() => {
		latest.current.draft = { content: "", replyTo: null };
		keepDraft(userId, channelId, latest.current.draft);
		setKept(false);
	}, [userId, channelId]);
	return { kept, forget };
}
