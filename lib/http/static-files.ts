import { existsSync, readdirSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname, join, sep } from "node:path";
import { LRUCache } from "lru-cache";
import { nothingThere } from "../errors";
import { FileResponse } from "./file-response";
import type { HttpRequest } from "./message";

/** The address under which Next's pages name their scripts, styles and fonts. */
const prefix = "/_next/static/";

/** Other files are left to Next. */
const TYPES: Record<string, string> = {
	".css": "text/css; charset=UTF-8",
	".js": "application/javascript; charset=UTF-8",
	".map": "application/json; charset=UTF-8",
	".svg": "image/svg+xml",
	".ttf": "font/ttf",
	".woff": "font/woff",
	".woff2": "font/woff2",
};

/** The encodings of scripts/compress-static-files.mjs, the smallest first, and how their files' names end. */
const ENCODINGS = Object.entries({ br: ".br", gzip: ".gz" });

/** Enough for the compressed forms of all files. */
const maxKeptBytes = 8 * 1024 * 1024;

type StaticFile = { place: string; size: number; modified: Date; type: string; encoding?: string };
/** The forms of one file, the smallest first and the uncompressed one last. */
type Forms = [...StaticFile[], StaticFile];

export type StaticFiles = (path: string, headers: HttpRequest["headers"]) => FileResponse | null;

/**
 * Serves the files of the pages, which the build has compressed: Next would compress each anew for every request. Their
 * names change with their content, so browsers keep them. A path is only looked up in the list of the files that exist
 * at the start, and never becomes a path on the disk.
 */
export function staticFilesIn(folder: string): StaticFiles {
	const files = listFiles(folder);
	const kept = new LRUCache<string, Buffer<ArrayBuffer>>({
		maxSize: maxKeptBytes,
		sizeCalculation: ({ length }) => length || 1,
	});
	return (path, headers) => {
		const forms = files.get(path);
		if (!forms) return null;
		const accepted = forms.find(({ encoding }) => !encoding || accepts(headers.get("accept-encoding"), encoding));
		return accepted ? respondWith(accepted, forms.length > 1, kept) : null;
	};
}

function listFiles(folder: string): Map<string, Forms> {
	const files = new Map<string, Forms>();
	if (!existsSync(folder)) return files;
	for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
		const type = TYPES[extname(name)];
		const place = join(folder, name);
		const plain = type && formOf(place, type);
		if (!plain) continue;
		const compressed = ENCODINGS.flatMap(([encoding, ending]) => formOf(`${place}${ending}`, type, encoding) ?? []);
		files.set(`${prefix}${name.split(sep).join("/")}`, [...compressed, plain]);
	}
	return files;
}

function formOf(place: string, type: string, encoding?: string): StaticFile | null {
	const found = statSync(place, { throwIfNoEntry: false });
	return found?.isFile()
		? { place, size: found.size, modified: found.mtime, type, ...(encoding && { encoding }) }
		: null;
}

/** Whether the client takes this encoding: it is named, or the asterisk stands for it, and not with a weight of zero. */
function accepts(header: string | null, encoding: string): boolean {
	const weights = new Map<string, boolean>();
	for (const part of (header ?? "").toLowerCase().split(",")) {
		const [name = "", ...parameters] = part.split(";").map((piece) => piece.trim());
		weights.set(name, !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter)));
	}
	return weights.get(encoding) ?? weights.get("*") ?? false;
}

function respondWith(
	{ place, size, modified, type, encoding }: StaticFile,
	varies: boolean,
	kept: LRUCache<string, Buffer<ArrayBuffer>>,
): FileResponse {
	return new FileResponse({
		size,
		etag: `"${[size.toString(36), modified.getTime().toString(36), ...(encoding ? [encoding] : [])].join("-")}"`,
		lastModified: modified,
		headers: {
			"Content-Type": type,
			"Cache-Control": "public, max-age=31536000, immutable",
			...(varies && { Vary: "Accept-Encoding" }),
			...(encoding && { "Content-Encoding": encoding }),
		},
		async read(span) {
			const bytes = kept.get(place) ?? (await readFile(place).catch(() => null));
			// A new build has replaced the files of this app.
			if (bytes?.length !== size) throw nothingThere();
			kept.set(place, bytes);
			return span ? bytes.subarray(span.from, span.to + 1) : bytes;
		},
	});
}
