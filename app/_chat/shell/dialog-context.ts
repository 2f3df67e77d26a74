"use client";

import { createContext, useContext } from "react";
import type { ModerationTarget } from "../moderation/moderation-target";
import type { NicknameTarget } from "../servers/nickname-dialog";

export type DialogName = "switcher" | "keys" | "createServer" | "status" | "signOut";
type Dialogs = {
	/** Opens the dialog to warn, time out, kick or ban a user. */
	openModeration: (target: ModerationTarget) => void;
	/** Opens the dialog to change the nickname of a member. */
	openNickname: (target: NicknameTarget) => void;
	open: (name: DialogName) => void;
	/** Opens a user's profile card beside the anchor or, without one, in the middle. */
	openProfile: (username: string, anchor: HTMLElement | null) => void;
};

export const DialogContext = createContext<Dialogs>({
	open: () => {},
	openProfile: () => {},
	openModeration: () => {},
	openNickname: () => {},
});

/** Opens the dialogs that every page has. */
export const useDialogs = () => useContext(DialogContext);
