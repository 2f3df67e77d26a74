import type { KeyboardEvent } from "react";

/** A private type, so that drags from elsewhere are not taken for a channel. */
export const channelDrag = "application/x-hearth-channel";

/** The step of Alt with an arrow, or null. */
export function stepOf({ key, altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent): 1 | -1 | null {
	if (!altKey || ctrlKey || metaKey || shiftKey) return null;
	return key === "ArrowUp" ? -1 : key === "ArrowDown" ? 1 : null;
}
