"use client";

import { useEffect, useRef } from "react";
import type { Message } from "@/lib/realtime/protocol";
import { openPanel } from "../panels/use-panel";

/** The open threads' composers, by the seq of the parent message. */
const composers = new Map<number, () => void>();
/** The thread whose composer will be focused when it opens. */
let pendingFocus: number | null = null;

/** Opens a message's thread and focuses its composer. */
export function replyInThread({ seq }: Pick<Message, "seq">): void {
	const write = composers.get(seq);
	if (write) write();
	else {
		pendingFocus = seq;
		openPanel({ kind: "thread", seq });
	}
}

/** Registers the composer of an open thread. */
export function useThreadComposer(seq: number, write: () => void): void {
	const latest = useRef(write);
	latest.current = write;
	useEffect(() => {
		const pen = () => latest.current();
		composers.set(seq, pen);
		if (pendingFocus === seq) pen();
		pendingFocus = null;
		return () => {
			if (composers.get(seq) === pen) composers.delete(seq);
		};
	}, [seq]);
}
