import type { KeyboardEvent } from "react";

/** Private types, so that drags from elsewhere are not taken for a channel or a group. */
export const channelDrag = "application/x-hearth-channel";
export const groupDrag = "application/x-hearth-group";

/** The step of Alt with an arrow, or null. */
export function stepOf({ key, altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent): 1 | -1 | null {
	if (!altKey || ctrlKey || metaKey || shiftKey) return null;
	return key === "ArrowUp" ? -1 : key === "ArrowDown" ? 1 : null;
}
