import { useLayoutEffect, useState } from "react";
import type { MessageListRow } from "./list-rows";
import { initialWindow, isPartial, type ListWindow, nextWindow, wholeView } from "./list-window";

/** The rows for the virtual list, which takes changes at both ends in two steps. */
export function useListWindow(rows: readonly MessageListRow[]): ListWindow {
	const [view, setView] = useState(() => initialWindow(rows));
	if (rows !== view.rows) setView(nextWindow(view, rows));
	useLayoutEffect(() => {
		if (isPartial(view)) setView(wholeView);
	}, [view]);
	return view;
}
