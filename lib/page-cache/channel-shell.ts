import type { IncomingMessage, ServerResponse } from "node:http";
import { LRUCache } from "lru-cache";
import { type ChannelPlace, initialDataJson } from "../channels/channel-page-data";
import { idFrom } from "../ids";
import { config } from "../process/config";
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
import { joinPushes, titlesOf } from "./rsc-payload";
import { shellHeader, shellTitle } from "./shared-page";

const maxShells = 200;
const address = /^\/servers\/(\d+)\/channels\/(\d+)(?:\/(\d+))?(?:\?.*)?$/;
/** Placeholders in the shell for the ids of an address. Digits mean the same in every part of a page. */
const numbers = ["9007199254740881", "9007199254740847", "9007199254740761"];
/** The shell has the title twice: as HTML, and in React's data. */
const titles = titlesOf(shellTitle);

/**
 * The page of a channel for members when many load it at once, as after a restart: one shell, rendered once, with each
 * member's data put in, which their browser renders. Server rendering shows the page sooner on a slow phone but costs
 * fifteen times as much as reading the data. So it is done for one request at a time, and concurrent ones get the
 * shell. Returns false, with nothing sent, if the page itself must respond.
 */
export function cacheChannelShells(render: Render) {
	const shells = new LRUCache<string, Promise<PageTemplate | null>>({ max: maxShells });
	let isRendering = false;

	return async (request: IncomingMessage, response: ServerResponse, own: PageHeaders): Promise<boolean> => {
		delete request.headers[shellHeader];
		const place = isDocument(request) ? placeOf(request.url) : null;
		if (!place) return false;
		if (!isRendering) {
			isRendering = true;
			response.once("close", () => {
				isRendering = false;
			});
			return false;
		}
		const start = await initialDataJson({ get: (name) => String(request.headers[name] ?? "") || null }, place);
		if (start === null) return false;

		const nonce = own["x-nonce"];
		const surroundings = pageKeyOf(request);
		const key = JSON.stringify([place.seq === null, surroundings]);
		const known = config.dev ? undefined : shells.get(key);
		const making = known ?? renderShell(request, response, render, place, surroundings, own);
		if (!known) shells.set(key, making);
		const shell = await making;
		if (!shell) {
			if (shells.peek(key) === making) shells.delete(key);
			if (!known) throw new Error("The shell of a channel's page could not be rendered.");
			return false;
		}
		const values = [nonce, ...[place.serverId, place.channelId, place.seq].map(String), ...titlesOf(start.title)];
		const page = renderTemplate(shell, values);
		await send(request, response, { ...page, body: withInitialData(page.body, start.json, nonce) });
		return true;
	};
}

function placeOf(url: string | undefined): ChannelPlace | null {
	const [, server, channel, seq] = address.exec(url ?? "") ?? [];
	const place = { serverId: idFrom(server), channelId: idFrom(channel), seq: idFrom(seq) };
	if (place.serverId === null || place.channelId === null || (seq !== undefined && place.seq === null)) return null;
	return place as ChannelPlace;
}

async function renderShell(
	request: IncomingMessage,
	response: ServerResponse,
	render: Render,
	{ seq }: ChannelPlace,
	surroundings: PageKey,
	own: PageHeaders,
): Promise<PageTemplate | null> {
	const [server, channel, message] = numbers;
	const { url } = request;
	request.url = `/servers/${server}/channels/${channel}${seq === null ? "" : `/${message}`}`;
	try {
		const page = await capture(request, response, render, surroundings, { ...own, [shellHeader]: "1" });
		return templateOf({ ...page, body: joinPushes(page.body) }, [own["x-nonce"], ...numbers, ...titles]);
	} catch {
		// The client disconnected: the next request renders it again.
		return null;
	} finally {
		request.url = url;
	}
}

/** The data in a block that is no script: the browser does not run it, and no `<` in it can end it. */
function withInitialData(body: string, start: string, nonce: string): string {
	const data = `<script type="application/json" id="start" nonce="${nonce}">${start.replaceAll("<", "\\u003c")}</script>`;
	const end = body.indexOf("</head>");
	return `${body.slice(0, end)}${data}${body.slice(end)}`;
}
