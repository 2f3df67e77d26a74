import type { IncomingMessage, ServerResponse } from "node:http";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { LRUCache } from "lru-cache";
import { COOKIE } from "./auth";

type Page = { status: number; headers: [name: string, value: number | string | string[]][]; body: string };
/** A page without its nonce: what stood between its places. */
type Kept = { status: number; headers: [name: string, value: (number | string | string[])[]][]; pieces: string[] };
type Render = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

const keptMs = 1000;
const mostPages = 50;
const mostLength = 512 * 1024;
const compressed = promisify(gzip);

/**
 * Pages as strangers see them, kept for a second: all strangers of one language see the same, and a popular front page is
 * rendered once a second instead of once a visit, for any number of visitors who come meanwhile. What differs is each
 * answer's nonce, which is put in again.
 */
export function keepPages(render: Render) {
	const kept = new LRUCache<string, Promise<Kept | null>>({ max: mostPages, ttl: keptMs });

	return async (request: IncomingMessage, response: ServerResponse, nonce: string): Promise<void> => {
		const key = keyOf(request);
		if (key === null) return render(request, response);
		const known = await kept.get(key);
		if (known) return send(request, response, withNonce(known, nonce));

		const rendering = capture(request, response, render);
		const keeping = rendering.then(
			(page) => (isForAll(page) ? withoutNonce(page, nonce) : null),
			() => null,
		);
		// The first visitor's rendering serves those who come before it is done; one that cannot be kept serves nobody else.
		kept.set(key, keeping);
		keeping.then((page) => page ?? (kept.peek(key) === keeping && kept.delete(key)));
		await send(request, response, await rendering);
	};
}

const isForAll = ({ status, headers, body }: Page) =>
	status === 200 && body.length <= mostLength && !headers.some(([name]) => name === "set-cookie");

const withoutNonce = ({ status, headers, body }: Page, nonce: string): Kept => ({
	status,
	headers: headers.map(([name, value]) => [name, typeof value === "string" ? value.split(nonce) : [value]]),
	pieces: body.split(nonce),
});

const withNonce = ({ status, headers, pieces }: Kept, nonce: string): Page => ({
	status,
	headers: headers.map(([name, parts]) => [name, parts.length === 1 ? (parts[0] ?? "") : parts.join(nonce)]),
	body: pieces.join(nonce),
});

/** What a stranger's page depends on; null where there is a session, or a part of a page is asked for. */
function keyOf({ method, url, headers }: IncomingMessage): string | null {
	const cookies = headers.cookie ?? "";
	if (method !== "GET" || cookies.includes(`${COOKIE}=`) || url?.startsWith("/_next/")) return null;
	if (headers.rsc !== undefined || headers.range !== undefined || headers["next-router-prefetch"] !== undefined)
		return null;
	const chosen = ["locale", "timezone"].map(
		(name) => new RegExp(`(?:^|; )hearth\\.${name}=([^;]*)`).exec(cookies)?.[1] ?? "",
	);
	return [url, ...chosen, headers["accept-language"] ?? "", headers["x-forwarded-host"] ?? ""].join("\n");
}

/** Lets Next render into memory: uncompressed, for a compressed page has no nonce to put in again. */
async function capture(request: IncomingMessage, response: ServerResponse, render: Render): Promise<Page> {
	const accepts = request.headers["accept-encoding"];
	request.headers["accept-encoding"] = "identity";
	const before = new Set(response.getHeaderNames());
	const chunks: Buffer[] = [];
	const collect = (chunk: unknown) => {
		if (typeof chunk === "string" || chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk as string));
	};
	const { write, end, flushHeaders, writeHead } = response;
	try {
		await new Promise<void>((resolve, reject) => {
			const called = (rest: unknown[]) =>
				(rest.find((argument) => typeof argument === "function") as (() => void) | undefined)?.();
			response.flushHeaders = () => {};
			// Next's compression would fix the headers before the first chunk, and what `send` sets would be ignored.
			response.writeHead = (status: number) => {
				response.statusCode = status;
				return response;
			};
			response.write = (chunk: unknown, ...rest: unknown[]) => {
				collect(chunk);
				called(rest);
				return true;
			};
			response.end = (chunk?: unknown, ...rest: unknown[]) => {
				collect(chunk);
				called(rest);
				resolve();
				return response;
			};
			response.once("close", () => reject(new Error("The visitor went away.")));
			render(request, response).catch(reject);
		});
	} finally {
		Object.assign(response, { write, end, flushHeaders, writeHead });
		request.headers["accept-encoding"] = accepts;
	}
	const names = response.getHeaderNames().filter((name) => !before.has(name) && name !== "content-length");
	const headers = names.map((name): Page["headers"][number] => [name, response.getHeader(name) ?? ""]);
	return { status: response.statusCode, headers, body: Buffer.concat(chunks).toString() };
}

async function send(
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
