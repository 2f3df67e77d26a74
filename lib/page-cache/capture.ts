import type { IncomingMessage, ServerResponse } from "node:http";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { AppError } from "../errors";
import { appState } from "../process/app-state";
import { headersFrom, type PageKey } from "./page-key";

export type Render = (request: IncomingMessage, response: ServerResponse) => Promise<void>;
type Header = [name: string, value: number | string | string[]];
export type Page = { status: number; headers: Header[]; body: string };
/** A page that was rendered to be given to others, and whether it turned out to be somebody's own. */
export type Captured = Page & { foundViewer: boolean };
/** What the front tells every page. */
export type PageHeaders = { "x-nonce": string; "content-security-policy": string };
/** Text with holes: its odd pieces are indices of what goes there. */
type Pieces = string[];
/** A page with holes where something of each answer's own goes. */
export type PageTemplate = {
	status: number;
	headers: [name: string, value: { pieces: Pieces } | Exclude<Header[1], string>][];
	body: Pieces;
};

const maxLength = 512 * 1024;
const compressed = promisify(gzip);

/** A rendered page that may be given to others as well, with holes for these words; null for one that may not. */
export function templateOf({ foundViewer, status, headers, body }: Captured, words: string[]): PageTemplate | null {
	// Nothing such a page is told names anybody; should that ever fail, it is still given to nobody else.
	if (foundViewer || status !== 200 || body.length > maxLength || headers.some(([name]) => name === "set-cookie"))
		return null;
	const places = new RegExp(`(${words.map((word) => word.replace(/\W/g, "\\$&")).join("|")})`);
	// Split at a group, every second piece is the word that stood there.
	const cut = (text: string) => text.split(places).map((piece, n) => (n % 2 ? `${words.indexOf(piece)}` : piece));
	return {
		status,
		headers: headers.map(([name, value]) => [name, typeof value === "string" ? { pieces: cut(value) } : value]),
		body: cut(body),
	};
}

/** The form with these in its holes, in the order of the words it was made with. */
export function renderTemplate({ status, headers, body }: PageTemplate, values: string[]): Page {
	const fill = (pieces: Pieces) => pieces.map((piece, n) => (n % 2 ? values[Number(piece)] : piece)).join("");
	return {
		status,
		headers: headers.map(([name, value]) => [
			name,
			typeof value === "object" && "pieces" in value ? fill(value.pieces) : value,
		]),
		body: fill(body),
	};
}

/**
 * Lets Next render into memory, uncompressed, for a compressed page has no holes. It sees the surroundings and `own`, and
 * nothing else of the request.
 */
export async function capture(
	request: IncomingMessage,
	response: ServerResponse,
	render: Render,
	surroundings: PageKey,
	own: PageHeaders & Record<string, string>,
): Promise<Captured> {
	const { headers: asked, headersDistinct, rawHeaders } = request;
	const serialized = headersFrom(surroundings, own);
	Object.assign(request, {
		headers: serialized,
		headersDistinct: Object.fromEntries(Object.entries(serialized).map(([name, value]) => [name, [value]])),
		rawHeaders: Object.entries(serialized).flat(),
	});
	const rendering = { foundViewer: false };
	const before = new Set(response.getHeaderNames());
	const chunks: Buffer[] = [];
	const collect = (chunk: unknown) => {
		if (typeof chunk === "string" || chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk as string));
	};
	const { write, end, flushHeaders, writeHead } = response;
	try {
		await new Promise<void>((resolve, reject) => {
			const mentioned = (rest: unknown[]) =>
				(rest.find((argument) => typeof argument === "function") as (() => void) | undefined)?.();
			response.flushHeaders = () => {};
			// Next's compression would fix the headers before the first chunk, and what `send` sets would be ignored.
			response.writeHead = (status: number) => {
				response.statusCode = status;
				return response;
			};
			response.write = (chunk: unknown, ...rest: unknown[]) => {
				collect(chunk);
				mentioned(rest);
				return true;
			};
			response.end = (chunk?: unknown, ...rest: unknown[]) => {
				collect(chunk);
				mentioned(rest);
				resolve();
				return response;
			};
			// No bug, and nobody is left to be told.
			response.once("close", () => reject(new AppError("unavailable", "The visitor went away.")));
			appState()
				.rendering.run(rendering, () => render(request, response))
				.catch(reject);
		});
	} finally {
		Object.assign(response, { write, end, flushHeaders, writeHead });
		Object.assign(request, { headers: asked, headersDistinct, rawHeaders });
	}
	const names = response.getHeaderNames().filter((name) => !before.has(name) && name !== "content-length");
	const headers = names.map((name): Header => [name, response.getHeader(name) ?? ""]);
	return { ...rendering, status: response.statusCode, headers, body: Buffer.concat(chunks).toString() };
}

export async function send(
	request: IncomingMessage,
	response: ServerResponse,
	{ status, headers, body }: Page,
): Promise<void> {
	for (const [name, value] of headers) response.setHeader(name, value);
	response.statusCode = status;
	const zip = /\bgzip\b/.test(String(request.headers["accept-encoding"] ?? ""));
	const bytes = zip ? await compressed(body, { level: 1 }) : Buffer.from(body);
	if (zip) response.setHeader("Content-Encoding", "gzip");
	response.setHeader(
		"Vary",
		"Cookie, Accept-Language, Accept-Encoding, RSC, Next-Router-State-Tree, Next-Router-Prefetch",
	);
	response.setHeader("Content-Length", bytes.length);
	response.end(bytes);
}

/** Whether a whole page is asked for, and not a part of one that is open already. */
export const isDocument = ({ method, url, headers }: IncomingMessage): boolean =>
	method === "GET" &&
	!url?.startsWith("/_next/") &&
	headers.rsc === undefined &&
	headers.range === undefined &&
	headers["next-router-prefetch"] === undefined;
