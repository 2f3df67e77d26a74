import { documentSettings } from "../account-settings/document-settings";
import type { Viewer } from "../auth/viewer";
import { acceptsAccounts, instanceSettings, publicTexts } from "../instance/settings";
import type { PageData } from "../page-cache/shell-routes/shell-route";
import { config } from "../process/config";
import type { Invitation, Server } from "../realtime/protocol";
import { loadAppData } from "../users/app-data";
import { compactAppData } from "../users/compact-app-data";
import * as invitations from "./invitations";
import { cachedLists, type PublicLists, publicLists } from "./public-lists";

export type HomePageData = {
	/** Popular servers that the viewer has not joined. */
	popular: Server[];
	publicCount: number;
	/** Null for a guest. */
	invited: { invitations: Invitation[] } | null;
	/** The name of this instance on its empty front page. */
	host: string;
	/** Greets guests instead of the product's own words, if it is not empty. */
	frontText: string;
	publicTexts: ("imprint" | "privacy")[];
	/** Otherwise guests are not asked to create an account. */
	acceptsAccounts: boolean;
};

/** A user's own servers are shown apart. Among this many popular ones there are enough others. */
const searched = 50;
const shown = 12;

export const loadHomePage = (viewer: Viewer | null): Promise<HomePageData> => load(viewer, publicLists(viewer));

/** The initial data of the front page. Its title is the same for everybody. */
export async function homeInitialData(viewer: Viewer): Promise<PageData> {
	const app = loadAppData(viewer);
	const [data, home] = await Promise.all([app, load(viewer, cachedLists(app))]);
	return {
		title: "",
		json: JSON.stringify({ ...compactAppData(data), home }),
		settings: documentSettings(data.account.user),
	};
}

async function load(viewer: Viewer | null, lists: PublicLists): Promise<HomePageData> {
	const [popular, { categories }, invited] = await Promise.all([
		lists.find({ limit: searched }),
		lists.categories(),
		viewer && invitations.list(viewer),
	]);
	return {
		popular: popular.servers.filter(({ isMember }) => !isMember).slice(0, shown),
		publicCount: categories.reduce((sum, { serverCount }) => sum + serverCount, 0),
		invited,
		host: config.publicUrl ? new URL(config.publicUrl).host : instanceSettings().name,
		frontText: instanceSettings().frontText,
		publicTexts: publicTexts(),
		acceptsAccounts: acceptsAccounts(),
	};
}
