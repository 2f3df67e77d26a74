import { useCallback, useEffect, useRef, useState } from "react";

/** The content of a field, and its unsent files. */
export type Unsent = {
	text: string;
	/** The text is also stored as the draft of a channel. */
	isDraft: boolean;
	files: readonly string[];
	discard: () => void;
};

const none: readonly Unsent[] = [];
const nothing = () => {};
/** The fields that are unmounted in this turn. */
let leaving: readonly Unsent[] = none;
type Field = { readonly current: Unsent | null };
/** The fields that are mounted. */
const mounted = new Set<Field>();

/** Returns a function that removes the field. */
export function addField(field: Field): () => void {
	mounted.add(field);
	return () => void mounted.delete(field);
}

/** The text of mounted fields that is stored nowhere. */
export const textsNotStored = (): string[] =>
	[...mounted].flatMap(({ current }) =>
		current && !current.isDraft && current.text.trim() !== "" ? current.text : [],
	);

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
export function useUnsent({ text = "", isDraft = false, files = [], discard = nothing }: Partial<Unsent>): () => void {
	const latest = useRef<Unsent | null>(null);
	latest.current = { text, isDraft, files, discard };
	const isClosed = useRef(false);
	useEffect(() => {
		isClosed.current = false;
		const removeField = addField(latest);
		return () => {
			removeField();
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
