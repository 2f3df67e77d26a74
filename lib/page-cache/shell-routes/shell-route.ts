import type { Viewer } from "../../auth/viewer";

/** The title of a page, its data, and the settings of the viewer's account (document-settings.ts). */
export type PageData = { title: string; json: string; settings: string };

/** A page that can be rendered as a shell. */
export type PageShell = {
	/** The address at which the shell is rendered. Pages with the same one share their shell. */
	url: string;
	/** The ids in the page's address, for which the shell's address has placeholders. */
	ids: (number | null)[];
	/** The viewer's data. Null, or a rejection, if the page itself must respond. */
	load: (viewer: Viewer) => Promise<PageData | null>;
};

/** Finds the page at an address, which has only the query parameters that its page reads. */
export type ShellRoute = (url: string) => PageShell | null;

/** Placeholders in a shell for the ids of an address. Digits mean the same in every part of a page. */
export const idPlaceholders = ["9007199254740881", "9007199254740847", "9007199254740761"] as const;
