import type { IncomingMessage, ServerResponse } from "node:http";
import { LRUCache } from "lru-cache";
import { type ChannelPlace, startText } from "../channel-view";
import { config } from "../config";
import { idFrom } from "../ids";
import { capture, type Form, filled, formOf, isDocument, type Render, send, surroundings } from "./copy";
import { shellHeader } from "./shell-header";

const mostShells = 200;
const address = /^\/servers\/(\d+)\/channels\/(\d+)(?:\/(\d+))?$/;
/** Stand in the shell where the numbers of an address go. Digits mean the same in every part of a page. */
const placeholders = ["9007199254740881", "9007199254740847", "9007199254740761"];

/**
 * The page of a channel, for members: one shell, rendered once, with the person's data put in. Rendering it anew for each
 * person cost twenty times what reading their data does, and their browser renders it anyway. Answers false, and nothing
 * was sent, for everybody who is to see something else.
 */
export function keepShells(render: Render) {
	const shells = new LRUCache<string, Promise<Form | null>>({ max: mostShells });

	return async (request: IncomingMessage, response: ServerResponse, nonce: string): Promise<boolean> => {
		delete request.headers[shellHeader];
		const place = isDocument(request) ? placeOf(request.url) : null;
		if (!place) return false;
		const start = await startText({ get: (name) => String(request.headers[name] ?? "") || null }, place);
		if (start === null) return false;

		const key = `${place.seq === null}\n${surroundings(request)}`;
		const known = config.dev ? undefined : shells.get(key);
		const making = known ?? renderShell(request, response, render, place, nonce);
		if (!known) shells.set(key, making);
		const shell = await making;
		if (!shell) {
			if (shells.peek(key) === making) shells.delete(key);
			if (!known) throw new Error("The shell of a channel's page could not be rendered.");
			return false;
		}
		const numbers = [place.serverId, place.channelId, place.seq].map(String);
		const page = filled(shell, [nonce, ...numbers]);
		await send(request, response, { ...page, body: withStart(page.body, start) });
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
	nonce: string,
): Promise<Form | null> {
	const [server, channel, message] = placeholders;
	const { url } = request;
	request.url = `/servers/${server}/channels/${channel}${seq === null ? "" : `/${message}`}`;
	request.headers[shellHeader] = "1";
	try {
		return formOf(await capture(request, response, render), [nonce, ...placeholders]);
	} catch {
		// The visitor went away: the next one has it rendered again.
		return null;
	} finally {
		request.url = url;
	}
}

/** The data in a block that is no script: the browser runs nothing of it, and no `<` in it can end it. */
function withStart(body: string, start: string): string {
	const data = `<script type="application/json" id="start">${start.replaceAll("<", "\\u003c")}</script>`;
	const end = body.indexOf("</head>");
	return `${body.slice(0, end)}${data}${body.slice(end)}`;
}
