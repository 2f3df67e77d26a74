import { useCallback, useEffect, useRef, useState } from "react";

/** The content of a field when it was unmounted, and its unsent files. */
export type Unsent = { text: string; files: readonly string[]; discard: () => void };

const none: readonly Unsent[] = [];
const nothing = () => {};
/** The fields that are unmounted in this turn. */
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
 * Keeps the content of a field when it is unmounted, until the replacing page asks for it: a user who loses access
 * while typing can still copy the text. Returns a function that discards it, for a field that is closed.
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
 * Returns the unsent content when the replacement of an open channel mounts because the user lost access. Its uploads
 * stop, and closing the tab no longer asks about them.
 */
export function useLeftBehind(isPutOut: boolean): readonly Unsent[] {
	const [left, setLeft] = useState(none);
	// Cleanups run before the effects of new components.
	useEffect(() => {
		if (!isPutOut) return;
		setLeft(leaving);
		for (const { discard } of leaving) discard();
	}, [isPutOut]);
	return left;
}
