import type { Locale } from "../locale";
import type { RoleColour } from "./role-colour";

/** The settings of an account, as part of protocol.ts. */

/** A folder in the list of servers. Its id is a number among the folders of its user. */
export type RailFolder = { id: number; name: string; colour: RoleColour | null; serverIds: number[] };
/** A server by its id, or a folder. */
export type RailItem = number | RailFolder;
/** The choices that follow a user to every device, as far as they have made them. */
export type AccountSettings = {
	theme?: "system" | "light" | "dark" | undefined;
	density?: "cosy" | "compact" | undefined;
	textSize?: "100" | "87.5" | "112.5" | "125" | "137.5" | "150" | undefined;
	clock?: "24" | "12" | undefined;
	links?: "underlined" | "plain" | undefined;
	motion?: "system" | "reduced" | undefined;
	language?: Locale | undefined;
	letters?: "on" | "off" | undefined;
	sendWith?: "enter" | "mod" | undefined;
	announce?: "all" | "mentions" | "off" | undefined;
	emojiTone?: number | undefined;
	notificationText?: boolean | undefined;
	notificationSound?: boolean | undefined;
	rail?: RailItem[] | undefined;
};
