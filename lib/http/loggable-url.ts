/**
 * The address of a request as a log may have it: without its query, which can contain searches, and without the code of
 * an invite, with which anybody could join.
 */
export const loggableUrl = (url = ""): string => (url.split("?", 1)[0] ?? "").replace(/(\/invites?)\/[^/]+/gi, "$1/…");
