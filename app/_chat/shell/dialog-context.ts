"use client";

import { createContext, useContext } from "react";

export type DialogName = "switcher" | "keys" | "createServer" | "status" | "signOut";
type Dialogs = {
	open: (name: DialogName) => void;
	/** Opens a user's profile card beside the anchor or, without one, in the middle. */
	openProfile: (username: string, anchor: HTMLElement | null) => void;
};

export const DialogContext = createContext<Dialogs>({ open: () => {}, openProfile: () => {} });

/** Opens the dialogs that every page has. */
export const useDialogs = () => useContext(DialogContext);
