import type { IncomingMessage, ServerResponse } from "node:http";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { AppError } from "../errors";
import { appState } from "../process/app-state";
import { headersFrom, type PageKey } from "./page-key";

export type Render = (request: IncomingMessage, response: ServerResponse) => Promise<void>;
type Header = [name: string, value: number | string | string[]];
export type Page = { status: number; headers: Header[]; body: string | Buffer };
/** A page rendered for the cache, and whether its rendering found a viewer. */
export type Captured = Page & { body: string; foundViewer: boolean };
/** Headers that the request listener passes to every page. */
export type PageHeaders = { "x-nonce": string; "content-security-policy": string };
/** Text with placeholders, each of which is its number. The text is encoded once, not for each response. */
type Pieces = (Buffer | number)[];
/** A page with placeholders for the values of each response. */
export type PageTemplate = {
	status: number;
	headers: [name: string, value: { pieces: Pieces } | Exclude<Header[1], string>][];
	body: Pieces;
};

const maxLength = 512 * 1024;
const empty = Buffer.alloc(0);
const compressed = promisify(gzip);

/** Makes a rendered page a template with placeholders for these values; null if it must not be shared. */
export function templateOf(
	{ foundViewer, status, headers, body }: Captured,
	placeholders: string[],
): PageTemplate | null {
	// A cached page's request names no user; if a viewer is found all the same, the page is not shared.
	if (foundViewer || status !== 200 || body.length > maxLength || headers.some(([name]) => name === "set-cookie"))
		return null;
	const places = new RegExp(`(${placeholders.map((placeholder) => placeholder.replace(/\W/g, "\\$&")).join("|")})`);
	// After a split at a group, every second piece is the value that was there.
	const cut = (text: string): Pieces =>
		text.split(places).map((piece, n) => (n % 2 ? placeholders.indexOf(piece) : Buffer.from(piece)));
	return {
		status,
		headers: headers.map(([name, value]) => [name, typeof value === "string" ? { pieces: cut(value) } : value]),
		body: cut(body),
	};
}

/** Fills the placeholders with these values, in the order in which the template was made. */
export function renderTemplate({ status, headers, body }: PageTemplate, values: string[]): Page {
	const encoded = values.map((value) => Buffer.from(value));
	const fill = (pieces: Pieces) =>
		Buffer.concat(pieces.map((piece) => (typeof piece === "number" ? (encoded[piece] ?? empty) : piece)));
	return {
		status,
		headers: headers.map(([name, value]) => [
			name,
			typeof value === "object" && "pieces" in value ? fill(value.pieces).toString() : value,
		]),
		body: fill(body),
	};
}

/**
 * Lets Next render into memory, uncompressed, because a compressed page cannot have placeholders. It receives the page
 * key and `own`, and nothing else of the request.
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
			// Next's compression would fix the headers before the first chunk, and ignore those that `send` sets.
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
			// The client has disconnected, so there is nobody to send a response to.
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
	const bytes = zip ? await compressed(body, { level: 1 }) : Buffer.isBuffer(body) ? body : Buffer.from(body);
	if (zip) response.setHeader("Content-Encoding", "gzip");
	response.setHeader(
		"Vary",
		"Cookie, Accept-Language, Accept-Encoding, RSC, Next-Router-State-Tree, Next-Router-Prefetch",
	);
	response.setHeader("Content-Length", bytes.length);
	response.end(bytes);
}

/** Whether the request is for a complete page, not for a part of an open one. */
export const isDocument = ({ method, url, headers }: IncomingMessage): boolean =>
	method === "GET" &&
	!url?.startsWith("/_next/") &&
	headers.rsc === undefined &&
	headers.range === undefined &&
	headers["next-router-prefetch"] === undefined;
