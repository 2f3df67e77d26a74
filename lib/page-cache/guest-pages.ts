import type { IncomingMessage, ServerResponse } from "node:http";
import { LRUCache } from "lru-cache";
import { sessionCookieIn } from "../http/cookies";
import { appState } from "../process/app-state";
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
import { pageKeyOf } from "./page-key";
import { withoutUnread } from "./page-routes";

const maxAgeMs = 1000;
const maxPages = 50;

/**
 * Pages for guests, cached for a second: all guests of one language see the same, and a popular front page is rendered
 * once a second instead of once a visit, for any number of concurrent visitors. Only each response's nonce differs, and
 * is replaced.
 */
export function cacheGuestPages(render: Render) {
	const kept = new LRUCache<string, Promise<PageTemplate | null>>({ max: maxPages, ttl: maxAgeMs });

	return async (request: IncomingMessage, response: ServerResponse, own: PageHeaders): Promise<void> => {
		const mayBeOwn = sessionCookieIn(request.headers.cookie) !== undefined;
		if (!isDocument(request) || mayBeOwn) return render(request, response);
		const nonce = own["x-nonce"];
		const surroundings = pageKeyOf(request);
		const url = withoutUnread(request.url ?? "/");
		const key = JSON.stringify([url, surroundings, appState().instanceSettings.revision]);
		const known = await kept.get(key);
		if (known) return send(request, response, renderTemplate(known, [nonce]));

		request.url = url;
		const rendering = capture(request, response, render, surroundings, own);
		const keeping = rendering.then(
			(page) => templateOf(page, [nonce]),
			() => null,
		);
		// Concurrent guests share the first one's rendering, unless it turns out not to be cacheable.
		kept.set(key, keeping);
		keeping.then((page) => page ?? (kept.peek(key) === keeping && kept.delete(key)));
		await send(request, response, await rendering);
	};
}
