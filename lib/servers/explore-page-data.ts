import { documentSettings } from "../account-settings/document-settings";
import type { Viewer } from "../auth/viewer";
import { acceptsAccounts } from "../instance/settings";
import type { PageData } from "../page-cache/shell-routes/shell-route";
import type { Category, Server } from "../realtime/protocol";
import { loadAppData } from "../users/app-data";
import { compactAppData } from "../users/compact-app-data";
import { type ExploreSort, queryIn, sortIn } from "./explore-address";
import { cachedLists, type PublicLists, publicLists } from "./public-lists";
import { find, Search } from "./servers";

type Page = { servers: Server[]; nextCursor: string | null };
/** Some servers of everything. */
export type ExploreOverview = {
	popular: Server[];
	newest: Server[];
	byCategory: { category: Category; servers: Server[] }[];
};
export type ExplorePageData = {
	categories: Category[];
	/** The open category; null on the page of all servers. */
	category: Category | null;
	q: string;
	sort: ExploreSort | null;
	/** Otherwise guests are not asked to create an account. */
	acceptsAccounts: boolean;
} & ({ overview: ExploreOverview } | { overview: null; results: Page });

export const ExploreQuery = Search.pick({ category: true, q: true }).extend({
	sort: Search.shape.sort.unwrap().optional(),
});

/** The parameters of an address, unchecked. */
type Wanted = { slug?: string | undefined; q?: string | undefined; sort?: string | undefined };

const pageSize = 24;
/** With fewer servers than this, sections would repeat the same cards. */
const fewServers = 9;
/** A category with fewer servers has no section. */
const leastInSection = 3;
const maxSections = 4;

/** Null if there is no such category. */
export function loadExplorePage(viewer: Viewer | null, wanted: Wanted): Promise<ExplorePageData | null> {
	const q = queryIn(wanted.q);
	const lists = publicLists(viewer);
	return load(wanted, { ...lists, find: q ? (list) => find(viewer, { ...list, q }) : lists.find }, q);
}

/** The initial data of Explore without a search. The shell has the title. */
export async function exploreInitialData(viewer: Viewer, wanted: Omit<Wanted, "q">): Promise<PageData | null> {
	const app = loadAppData(viewer);
	const [data, explore] = await Promise.all([app, load(wanted, cachedLists(app), "")]);
	return (
		explore && {
			title: "",
			json: JSON.stringify({ ...compactAppData(data), explore }),
			settings: documentSettings(data.account.user),
		}
	);
}

async function load({ slug, sort: given }: Wanted, lists: PublicLists, q: string): Promise<ExplorePageData | null> {
	const { categories } = await lists.categories();
	const category = categories.find((each) => each.slug === slug) ?? null;
	if (slug !== undefined && !category) return null;
	const sort = sortIn(given);
	const asked = { categories, category, q, sort, acceptsAccounts: acceptsAccounts() };
	const total = categories.reduce((sum, { serverCount }) => sum + serverCount, 0);
	if (!category && !q && !sort && total > fewServers)
		return { ...asked, overview: await overviewOf(lists, categories) };
	const results = await lists.find({ category: category?.slug, sort: sort ?? "popular", limit: pageSize });
	return { ...asked, overview: null, results };
}

async function overviewOf(lists: PublicLists, categories: Category[]): Promise<ExploreOverview> {
	const largest = [...categories]
		.sort((a, b) => b.serverCount - a.serverCount)
		.filter(({ serverCount }) => serverCount >= leastInSection)
		.slice(0, maxSections);
	const [popular, newest, ...byCategory] = await Promise.all([
		lists.find({ limit: 6 }),
		lists.find({ sort: "newest", limit: 3 }),
		...largest.map(({ slug }) => lists.find({ category: slug, limit: 3 })),
	]);
	return {
		popular: popular.servers,
		newest: newest.servers,
		byCategory: largest.map((category, index) => ({ category, servers: byCategory[index]?.servers ?? [] })),
	};
}
