/** The sanctions against the viewer. In a file of its own: the first load of a page needs no more of them. */
export const ownSanctionsKey = "/api/sanctions";
