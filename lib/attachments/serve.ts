import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { FileResponse } from "../http/file-response";
import { appState } from "../process/app-state";
import { log } from "../process/log";
import type { Span } from "../storage/storage";
import { attachmentNotFound, type LoadedAttachment } from "./access";
import { contentDisposition } from "./file-name";
import { thumbnailKey } from "./thumbnail-key";

/** Browsers may cache the bytes but must revalidate them each time. */
export const guarded = {
	"Cache-Control": "private, no-cache",
	"Content-Security-Policy": "sandbox; default-src 'none'",
	"Cross-Origin-Resource-Policy": "same-origin",
	"X-Content-Type-Options": "nosniff",
};

/** A file's bytes. Only types that browsers show without running scripts are inline. */
export function content(open: LoadedAttachment): FileResponse {
	const { id, key, name, type, kind, size, createdAt } = open;
	return new FileResponse({
		size,
		etag: etagOf(id, createdAt, ""),
		lastModified: createdAt,
		headers: {
			...guarded,
			"Content-Type": type === "text/plain" ? "text/plain; charset=utf-8" : type,
			"Content-Disposition": contentDisposition(kind !== "file", name),
		},
		read: (span) => bytesOf(key, span),
	});
}

/** A picture's thumbnail, which is small enough to be read at once. Not found without one. */
export function thumbnail({ id, key, name, hasThumbnail, createdAt }: LoadedAttachment): FileResponse {
	if (!hasThumbnail) throw attachmentNotFound();
	let reading: Promise<Buffer> | null = null;
	const whole = () => {
		reading ??= bytesOf(thumbnailKey(key)).then(buffer);
		return reading;
	};
	return new FileResponse({
		size: async () => (await whole()).length,
		etag: etagOf(id, createdAt, "t"),
		lastModified: createdAt,
		headers: {
			...guarded,
			"Content-Type": "image/webp",
			"Content-Disposition": contentDisposition(true, `${name}.webp`),
		},
		read: async (span) => {
			const bytes = await whole();
			return Readable.from([span ? bytes.subarray(span.from, span.to + 1) : bytes]);
		},
	});
}

async function bytesOf(key: string, span?: Span) {
	const stream = await appState().storage.get(key, span);
	if (stream) return stream;
	log.warn({ key }, "a file’s bytes are missing");
	throw attachmentNotFound();
}

const etagOf = (id: number, at: Date, part: string) => `"${id.toString(36)}-${at.getTime().toString(36)}${part}"`;
