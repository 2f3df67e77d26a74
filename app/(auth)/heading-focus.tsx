"use client";

import { useHeadingFocus } from "@/app/_chat/shell/use-heading-focus";

/** Moves the focus to the heading of the next page: the link that led there is gone. */
export function HeadingFocus() {
	useHeadingFocus();
	return null;
}
