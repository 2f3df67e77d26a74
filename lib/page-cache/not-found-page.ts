import type { IncomingMessage, ServerResponse } from "node:http";
import { LRUCache } from "lru-cache";
import type { Locale } from "../locale";
import { appState } from "../process/app-state";
import { capture, type PageHeaders, type PageTemplate, type Render, renderTemplate, send, templateOf } from "./capture";
import { pageKeyOf } from "./page-key";

const maxPages = 8;
/** An address that no page will ever have. */
const nowhere = "/_not-found";

/** The page for unknown addresses: it is the same for everybody, so it is rendered once in each language. */
export function cacheNotFoundPage(render: Render) {
	const kept = new LRUCache<string, Promise<PageTemplate | null>>({ max: maxPages });

	return async (request: IncomingMessage, response: ServerResponse, own: PageHeaders): Promise<void> => {
		const { locale } = pageKeyOf(request);
		// It shows the name of the instance.
		const key = `${locale} ${appState().instanceSettings.revision}`;
		const making = kept.get(key) ?? renderNotFound(request, response, render, locale, own);
		kept.set(key, making);
		const form = await making;
		if (form) return send(request, response, renderTemplate(form, [own["x-nonce"]]));
		if (kept.get(key) === making) kept.delete(key);
		// The client disconnected, or the page could not be rendered.
		if (!response.destroyed) await render(request, response);
	};
}

async function renderNotFound(
	request: IncomingMessage,
	response: ServerResponse,
	render: Render,
	locale: Locale,
	own: PageHeaders,
): Promise<PageTemplate | null> {
	const { url, method } = request;
	Object.assign(request, { url: nowhere, method: "GET" });
	try {
		const surroundings = { locale, timeZone: "UTC", host: "", proto: "http" };
		// The policy applies to all clients. Of the first request it contains only the nonce, which Next reads from it.
		const policy = `script-src 'nonce-${own["x-nonce"]}'`;
		const page = await capture(request, response, render, surroundings, { ...own, "content-security-policy": policy });
		const form = page.status === 404 ? templateOf({ ...page, status: 200 }, [own["x-nonce"]]) : null;
		return form && { ...form, status: 404 };
	} catch {
		return null;
	} finally {
		Object.assign(request, { url, method });
	}
}
