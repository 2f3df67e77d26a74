"use client";

import { useEffect, useRef } from "react";
import type { Message } from "@/lib/realtime/protocol";
import { openPanel } from "../panels/use-panel";

/** Threads that are open, by the number of their message, and how to begin to write in them. */
const composers = new Map<number, () => void>();
/** The thread that somebody asked to write in, as long as it is on its way. */
let pendingFocus: number | null = null;

/** Opens the thread of a message, ready to be written in. */
export function replyInThread({ seq }: Pick<Message, "seq">): void {
	const write = composers.get(seq);
	if (write) write();
	else {
		pendingFocus = seq;
		openPanel({ kind: "thread", seq });
	}
}

/** The open thread of a message can be written in from now on. */
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
