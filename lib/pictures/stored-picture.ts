import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { FileResponse } from "../http/file-response";

/** SHA-256 of a file. */
export async function hashOf(path: string): Promise<string> {
	const hash = createHash("sha256");
	await pipeline(createReadStream(path), hash);
	return hash.digest("hex");
}

type About = { etag: string; lastModified: Date; cache: "public" | "private" };

/** A rendered picture, which never changes. As a document it can do nothing. */
export async function webpResponse(stream: Readable, { etag, lastModified, cache }: About): Promise<FileResponse> {
	const bytes = await buffer(stream);
	return new FileResponse({
		size: bytes.length,
		etag,
		lastModified,
		headers: {
			"Cache-Control": `${cache}, max-age=31536000, immutable`,
			"Content-Security-Policy": "sandbox; default-src 'none'",
			"Content-Type": "image/webp",
			"Cross-Origin-Resource-Policy": "same-origin",
			"X-Content-Type-Options": "nosniff",
		},
		read: async (span) => Readable.from([span ? bytes.subarray(span.from, span.to + 1) : bytes]),
	});
}
