import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { LookupFunction } from "node:net";
import { pipeline, type Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { addressFor, BlockedAddressError, type Guard, isSame } from "./ssrf-guard";

export type Fetched = {
	/** The final URL, after redirects. */
	url: URL;
	/** The media type in lower case, and its charset. */
	type: string;
	charset: string | null;
	bytes: Buffer;
	/** Whether the body was longer than the part read. */
	cut: boolean;
};

const maxBytes = 1024 * 1024;
const maxHeaderBytes = 16 * 1024;
const maxRedirects = 3;

const unpackers: Record<string, () => NodeJS.ReadWriteStream> = {
	gzip: createGunzip,
	"x-gzip": createGunzip,
	deflate: createInflate,
	br: createBrotliDecompress,
};

/**
 * Fetches an untrusted link until `signal` aborts, following redirects, each of which is checked; at most 1 MB, also
 * after decompression, of a type that is `wanted`. The request carries nothing of this instance: no cookies, no
 * referrer.
 */
export async function fetchGuarded(
	start: URL,
	wanted: (type: string) => boolean,
	guard: Guard,
	signal: AbortSignal,
): Promise<Fetched> {
	let url = start;
	for (let redirects = 0; redirects <= maxRedirects; redirects++) {
		const answer = await ask(url, guard, signal);
		const { statusCode = 0, headers } = answer;
		try {
			if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined) {
				if (!URL.canParse(headers.location, url)) throw new BlockedAddressError("a redirect to nowhere");
				url = new URL(headers.location, url);
				continue;
			}
			if (statusCode !== 200) throw new BlockedAddressError(`the status ${statusCode}`);
			const { type, charset } = typeOf(headers["content-type"]);
			if (!wanted(type)) throw new BlockedAddressError(`the type ${type}`);
			return { url, type, charset, ...(await read(answer, signal)) };
		} finally {
			answer.destroy();
		}
	}
	throw new BlockedAddressError("too many redirects");
}

async function ask(url: URL, guard: Guard, signal: AbortSignal): Promise<IncomingMessage> {
	const checked = await withinDeadline(addressFor(url, guard), signal);
	// Whatever the name resolves to a moment later, the connection goes to the checked address.
	const lookup: LookupFunction = (_, { all }, answer) =>
		all ? answer(null, [checked]) : answer(null, checked.address, checked.family);
	return new Promise((resolve, reject) => {
		const request = (url.protocol === "https:" ? requestHttps : requestHttp)(url, {
			agent: false,
			lookup,
			signal,
			maxHeaderSize: maxHeaderBytes,
			headers: {
				"User-Agent": "Mozilla/5.0 (compatible; Hearth; link preview)",
				Accept: "text/html,application/xhtml+xml,image/*;q=0.9",
				"Accept-Encoding": "gzip, deflate, br",
				"Accept-Language": "en,*;q=0.5",
			},
		});
		request.once("socket", (socket) =>
			socket.once("connect", () => {
				if (!isSame(socket.remoteAddress, checked.address)) request.destroy(new BlockedAddressError("another address"));
			}),
		);
		request.once("response", resolve);
		request.on("error", reject);
		request.end();
	});
}

/** A DNS lookup cannot be cancelled, but need not be awaited. */
function withinDeadline<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
	return new Promise((resolve, reject) => {
		const late = () => reject(signal.reason);
		if (signal.aborted) return late();
		signal.addEventListener("abort", late, { once: true });
		work.then(resolve, reject).finally(() => signal.removeEventListener("abort", late));
	});
}

/** In any spelling: in capitals, with parameters after a comma or a blank, or repeated. */
function typeOf(header = ""): { type: string; charset: string | null } {
	const [, type = "", parameters = ""] = /^\s*([^\s;,]*)(.*)/s.exec(header.slice(0, 200)) ?? [];
	return {
		type: type.toLowerCase(),
		charset: /[\s;,]charset\s*=\s*["']?([\w.:-]{1,40})/i.exec(parameters)?.[1] ?? null,
	};
}

/** The first megabyte, decompressed. Truncation is no error: a page's metadata is at its beginning. */
async function read(answer: IncomingMessage, signal: AbortSignal): Promise<{ bytes: Buffer; cut: boolean }> {
	const encoding = answer.headers["content-encoding"]?.trim().toLowerCase() || "identity";
	const unpack = unpackers[encoding];
	if (!unpack && encoding !== "identity") throw new BlockedAddressError(`the encoding ${encoding.slice(0, 40)}`);
	let came = 0;
	answer.on("data", (part: Buffer) => {
		came += part.length;
		if (came > maxBytes) answer.destroy(new BlockedAddressError("more than a megabyte"));
	});
	const stream = unpack ? (pipeline(answer, unpack(), () => {}) as unknown as Readable) : answer;
	const parts: Buffer[] = [];
	let size = 0;
	const stop = () => stream.destroy(signal.reason);
	signal.addEventListener("abort", stop, { once: true });
	try {
		for await (const part of stream) {
			const bytes = part as Buffer;
			const room = maxBytes - size;
			parts.push(bytes.subarray(0, room));
			size += Math.min(bytes.length, room);
			if (bytes.length > room) return { bytes: Buffer.concat(parts), cut: true };
		}
		return { bytes: Buffer.concat(parts), cut: false };
	} catch (error) {
		if (came > maxBytes && error instanceof BlockedAddressError) return { bytes: Buffer.concat(parts), cut: true };
		throw error;
	} finally {
		signal.removeEventListener("abort", stop);
	}
}
