import { useCallback, useEffect, useRef, useState } from "react";

/** What stood in one field when it went away, and files beside it that were not sent. */
export type Unsent = { text: string; files: readonly string[]; discard: () => void };

const none: readonly Unsent[] = [];
const nothing = () => {};
/** Of the fields that go away in this turn. */
let leaving: readonly Unsent[] = none;

function keep(unsent: Unsent): void {
	if (unsent.text.trim() === "" && unsent.files.length === 0) return;
	if (leaving.length === 0)
		setTimeout(() => {
			leaving = none;
		});
	leaving = [...leaving, unsent];
}

/**
 * Keeps what is in a field when it goes away, for as long as it takes the page that comes in its place to ask for it: whoever
 * is put out of a channel in the middle of a word has it there. Answers how to forget it, for a field that is closed.
 */
export function useUnsent({ text = "", files = [], discard = nothing }: Partial<Unsent>): () => void {
	const latest = useRef<Unsent | null>(null);
	latest.current = { text, files, discard };
	const isClosed = useRef(false);
	useEffect(() => {
		isClosed.current = false;
		return () => {
			if (latest.current && !isClosed.current) keep(latest.current);
		};
	}, []);
	return useCallback(() => {
		isClosed.current = true;
	}, []);
}

/**
 * For what takes the place of an open channel, in the turn in which it does: what was being written there, where its reader
 * is put out of it. Its files are taken by nothing any more, and nobody is to be asked about them when the tab is closed.
 */
export function useLeftBehind(isPutOut: boolean): readonly Unsent[] {
	const [left, setLeft] = useState(none);
	// Cleanups run before the effects of what is new.
	useEffect(() => {
		if (!isPutOut) return;
		setLeft(leaving);
		for (const { discard } of leaving) discard();
	}, [isPutOut]);
	return left;
}
