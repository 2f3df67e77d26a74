"use client";

import { useEffect, useRef } from "react";
import type { Message } from "@/lib/realtime/protocol";
import { openPanel } from "../panels/use-panel";

/** Threads that are open, by the number of their message, and how to begin to write in them. */
const pens = new Map<number, () => void>();
/** The thread that somebody asked to write in, as long as it is on its way. */
let wanted: number | null = null;

/** Opens the thread of a message, ready to be written in. */
export function replyInThread({ seq }: Pick<Message, "seq">): void {
	const write = pens.get(seq);
	if (write) write();
	else {
		wanted = seq;
		openPanel({ kind: "thread", seq });
	}
}

/** The open thread of a message can be written in from now on. */
export function usePen(seq: number, write: () => void): void {
	const latest = useRef(write);
	latest.current = write;
	useEffect(() => {
		const pen = () => latest.current();
		pens.set(seq, pen);
		if (wanted === seq) pen();
		wanted = null;
		return () => {
			if (pens.get(seq) === pen) pens.delete(seq);
		};
	}, [seq]);
}
