import { exploreInitialData } from "../../servers/explore-page-data";
import type { ShellRoute } from "./shell-route";

/** A search is rarely repeated, so its page has no shell. */
const address = /^\/explore(?:\/([\w-]+))?(?:\?sort=(popular|newest|name))?$/;

/** Explore and its categories. Each has a shell of its own, because the title is the category's name. */
export const exploreRoute: ShellRoute = (url) => {
	const [found, slug, sort] = address.exec(url) ?? [];
	return found === undefined ? null : { url, ids: [], load: (viewer) => exploreInitialData(viewer, { slug, sort }) };
};
