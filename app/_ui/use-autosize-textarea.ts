"use client";

import { type RefObject, useLayoutEffect } from "react";

/** A field as tall as what is in it, up to its own `max-height`. */
export function useAutosizeTextarea(field: RefObject<HTMLTextAreaElement | null>, content: string): void {
	// biome-ignore lint/correctness/useExhaustiveDependencies: the text decides the height.
	useLayoutEffect(() => {
		const { current } = field;
		if (!current) return;
		current.style.height = "auto";
		const borders = current.offsetHeight - current.clientHeight;
		current.style.height = `${current.scrollHeight + borders}px`;
	}, [field, content]);
}
