import { useCallback, useEffect, useState } from "react";
import type { MessageListRow } from "./list-rows";

const highlightMs = 1300;

/** The key of the row that glows after a jump, and a function that highlights and focuses another one. */
export function useHighlight(focusRow: (key: string) => void) {
	const [highlighted, setHighlighted] = useState<string | null>(null);
	useEffect(() => {
		if (highlighted === null) return;
		const timer = setTimeout(() => setHighlighted(null), highlightMs);
		return () => clearTimeout(timer);
	}, [highlighted]);
	const highlight = useCallback(
		({ key, isHidden }: MessageListRow) => {
			setHighlighted(key);
			if (!isHidden) focusRow(key);
		},
		[focusRow],
	);
	return [highlighted, highlight] as const;
}
