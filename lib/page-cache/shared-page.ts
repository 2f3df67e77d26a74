/** Says to a page that it is rendered for everybody: it reads nobody's session and leaves out what is theirs. */
export const shellHeader = "x-hearth-shell";

/** The title of such a page, in whose place each answer gets its own. */
export const shellTitle = "hearth-shell-title";
