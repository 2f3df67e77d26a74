"use client";

import { useState } from "react";
import { giveFocusBack } from "./kept-focus";

/** For `onCloseAutoFocus` of what opens without a trigger of its own: the focus goes back to where it was before. */
export function useReturnFocus(): (event: Event) => void {
	const [opener] = useState(() => document.activeElement);
	return (event) => {
		if (!(opener instanceof HTMLElement) || opener === document.body || !opener.isConnected) return giveFocusBack();
		event.preventDefault();
		opener.focus();
	};
}
