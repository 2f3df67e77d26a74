/** Marks a request whose page is rendered for everybody: it reads no session and leaves out personal data. */
export const shellHeader = "x-hearth-shell";

/** The title of such a page, which each response replaces. */
export const shellTitle = "hearth-shell-title";
