import type { Readable } from "node:stream";
import { AppError, STATUS } from "../errors";
import { serializeError } from "./error-response";
import { hasVersion } from "./etag";
import type { HttpRequest, HttpResponse } from "./message";

type Span = { from: number; to: number };
type About = {
	/** Called only if needed: not for a client that has the file already. */
	size: number | (() => Promise<number>);
	/** Strong: the bytes behind it never change. */
	etag: string;
	lastModified: Date;
	headers: Record<string, string>;
	/** Opens the file, or a part of it. Throws the client's error if it is unavailable. */
	read: (span?: Span) => Promise<Readable | Buffer<ArrayBuffer>>;
};

/** A file response: complete, partial, or not modified. */
export class FileResponse {
	constructor(readonly about: About) {}
}

export async function sendFile(
	{ about }: FileResponse,
	{ headers: given, method }: HttpRequest,
): Promise<HttpResponse> {
	const { etag, lastModified } = about;
	const headers = {
		...about.headers,
		"Accept-Ranges": "bytes",
		ETag: etag,
		"Last-Modified": lastModified.toUTCString(),
	};
	if (isNotModified(given, etag, lastModified)) return { status: 304, headers, body: null };
	const size = typeof about.size === "number" ? about.size : await about.size();
	const wanted = method === "GET" && sameAsBefore(given, etag, lastModified) ? given.get("range") : null;
	const span = spanOf(wanted, size);
	if (span === "unsatisfiable") return outOfRange(size);
	const length = span ? span.to - span.from + 1 : size;
	return {
		status: span ? 206 : 200,
		headers: {
			...headers,
			"Content-Length": String(length),
			...(span && { "Content-Range": `bytes ${span.from}-${span.to}/${size}` }),
		},
		body: method === "HEAD" ? null : await about.read(span ?? undefined),
	};
}

function isNotModified(given: HttpRequest["headers"], etag: string, lastModified: Date): boolean {
	const known = hasVersion(given, etag);
	if (known !== null) return known;
	const since = given.get("if-modified-since");
	return since !== null && seconds(lastModified) <= seconds(new Date(since));
}

/** Whether a requested range belongs to the version that the client has already. */
function sameAsBefore(given: HttpRequest["headers"], etag: string, lastModified: Date): boolean {
	const before = given.get("if-range");
	return before === null || before === etag || seconds(new Date(before)) === seconds(lastModified);
}

const seconds = (time: Date) => Math.floor(time.getTime() / 1000);

/** An invalid Range header, or one with several ranges, is ignored: the complete file is sent. */
function spanOf(range: string | null, size: number): Span | null | "unsatisfiable" {
	const [, first = "", last = ""] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range ?? "") ?? [];
	if (first === "" && last === "") return null;
	if (first === "") return last === "0" ? "unsatisfiable" : { from: Math.max(0, size - Number(last)), to: size - 1 };
	const from = Number(first);
	if (last !== "" && Number(last) < from) return null;
	if (from >= size) return "unsatisfiable";
	return { from, to: last === "" ? size - 1 : Math.min(Number(last), size - 1) };
}

function outOfRange(size: number): HttpResponse {
	const error = new AppError("range_not_satisfiable", "The file has no such part.");
	return {
		status: STATUS[error.code],
		headers: {
			"Content-Type": "application/json",
			"Cache-Control": "private, no-store",
			"Content-Range": `bytes */${size}`,
		},
		body: JSON.stringify({ error: serializeError(error) }),
	};
}
