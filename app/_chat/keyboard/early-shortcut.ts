"use client";

import { type RefObject, useEffect } from "react";

export type EarlyShortcut = RefObject<KeyboardEvent | null>;

/** Keeps the last shortcut that is pressed while the code for it is still loading; that code handles it then. */
export function KeepEarlyShortcut({ early }: { early: EarlyShortcut }): null {
	useEffect(() => {
		const onKeyDown = (event: KeyboardEvent) => {
			if (event.altKey || event.ctrlKey || event.metaKey) early.current = event;
		};
		addEventListener("keydown", onKeyDown);
		return () => removeEventListener("keydown", onKeyDown);
	}, [early]);
	return null;
}
