import type { IncomingMessage, ServerResponse } from "node:http";
import { LRUCache } from "lru-cache";
import { settingsMeta } from "../account-settings/document-settings";
import type { Viewer } from "../auth/viewer";
import { appState } from "../process/app-state";
import { config } from "../process/config";
import { escapeHtml } from "../text/escape-html";
import {
	capture,
	isDocument,
	type PageHeaders,
	type PageTemplate,
	type Render,
	renderTemplate,
	send,
	templateOf,
} from "./capture";
import { type PageKey, pageKeyOf } from "./page-key";
import { withoutUnread } from "./page-routes";
import { joinPushes, titlesOf } from "./rsc-payload";
import { shellHeader, shellTitle } from "./shared-page";
import { channelRoute } from "./shell-routes/channel";
import { exploreRoute } from "./shell-routes/explore";
import { homeRoute } from "./shell-routes/home";
import { idPlaceholders, type PageShell, type ShellRoute } from "./shell-routes/shell-route";

const routes: ShellRoute[] = [channelRoute, homeRoute, exploreRoute];
const maxShells = 200;
/** A category's shell has its name in the title, so shells are rendered again from time to time. */
const maxAgeMs = 60_000;
/** For this long after concurrent requests, all get the shell: they come in bursts, each of which has a first one. */
const busyMs = 250;
/** The shell has the title twice: as HTML, and in React's data. */
const titles = titlesOf(shellTitle);

/**
 * Pages for signed-in users when many load them at once, as after a restart: one shell, rendered once, with each user's
 * data put in, which their browser renders. Server rendering shows a page sooner on a slow phone but costs many times as
 * much as reading the data. So it is done for a request that comes alone, and concurrent ones get the shell. Returns
 * false, with nothing sent, if the page itself must respond.
 */
export function cachePageShells(render: Render) {
	const shells = new LRUCache<string, Promise<PageTemplate | null>>({ max: maxShells, ttl: maxAgeMs });
	let responding = 0;
	let busyUntil = 0;

	return async (
		request: IncomingMessage,
		response: ServerResponse,
		own: PageHeaders,
		viewer: Viewer | null,
	): Promise<boolean> => {
		delete request.headers[shellHeader];
		const page = viewer && isDocument(request) ? shellOf(request.url ?? "/") : null;
		if (!viewer || !page) return false;
		responding++;
		response.once("close", () => responding--);
		const now = performance.now();
		if (responding > 1) busyUntil = now + busyMs;
		if (now >= busyUntil) return false;
		const data = await page.load(viewer).catch(() => null);
		if (!data) return false;

		const surroundings = pageKeyOf(request);
		const key = JSON.stringify([page.url, surroundings, appState().instanceSettings.revision]);
		const known = config.dev ? undefined : shells.get(key);
		const making = known ?? renderShell(request, response, render, page, surroundings, own);
		if (!known) shells.set(key, making);
		const shell = await making;
		if (!shell) {
			if (shells.peek(key) === making) shells.delete(key);
			if (!known) throw new Error("The shell of a page could not be rendered.");
			return false;
		}
		const nonce = own["x-nonce"];
		const ids = idPlaceholders.map((_, n) => `${page.ids[n] ?? ""}`);
		const values = [nonce, ...ids, ...titlesOf(data.title), metaOf(data.settings) + scriptOf(data.json, nonce)];
		await send(request, response, renderTemplate(shell, values));
		return true;
	};
}

function shellOf(url: string): PageShell | null {
	const read = withoutUnread(url);
	for (const route of routes) {
		const page = route(read);
		if (page) return page;
	}
	return null;
}

/** The place of the user's data, at the end of the head. */
const dataPlaceholder = "<hearth-initial-data>";

async function renderShell(
	request: IncomingMessage,
	response: ServerResponse,
	render: Render,
	page: PageShell,
	surroundings: PageKey,
	own: PageHeaders,
): Promise<PageTemplate | null> {
	const { url } = request;
	request.url = page.url;
	try {
		const rendered = await capture(request, response, render, surroundings, { ...own, [shellHeader]: "1" });
		const body = joinPushes(rendered.body).replace("</head>", `${dataPlaceholder}</head>`);
		return templateOf({ ...rendered, body }, [own["x-nonce"], ...idPlaceholders, ...titles, dataPlaceholder]);
	} catch {
		// The client disconnected: the next request renders it again.
		return null;
	} finally {
		request.url = url;
	}
}

/** The settings of the account, for the first paint. */
const metaOf = (settings: string): string => `<meta name="${settingsMeta}" content="${escapeHtml(settings)}"/>`;

/** The data in a block that is no script: the browser does not run it, and no `<` in it can end it. */
const scriptOf = (json: string, nonce: string): string =>
	`<script type="application/json" id="start" nonce="${nonce}">${json.replaceAll("<", "\\u003c")}</script>`;
