"use client";

import { createContext, useContext } from "react";
import type { ModerationTarget } from "../moderation/moderation-target";

export type DialogName = "switcher" | "keys" | "createServer" | "status" | "signOut";
type Dialogs = {
	/** Opens the dialog to warn, time out, kick or ban a user. */
	openModeration: (target: ModerationTarget) => void;
	open: (name: DialogName) => void;
	/** Opens a user's profile card beside the anchor or, without one, in the middle. */
	openProfile: (username: string, anchor: HTMLElement | null) => void;
};

export const DialogContext = createContext<Dialogs>({
	open: () => {},
	openProfile: () => {},
	openModeration: () => {},
});

/** Opens the dialogs that every page has. */
export const useDialogs = () => useContext(DialogContext);
