import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Section } from "./sections";

type Options = { signal: AbortSignal; onPage: (section: string, rows: number) => Promise<void> };

/** Writes a zip with a file of JSON lines for each section. Nothing is read before the disk has taken what came before. */
export async function writeArchive(path: string, sections: Section[], { signal, onPage }: Options): Promise<void> {
	const { ZipFile } = await import("yazl");
	const zip = new ZipFile();
	const failed = new AbortController();
	for (const { name, pages } of sections)
		zip.addReadStreamLazy(`${name}.jsonl`, (give) => {
			const lines = Readable.from(linesOf(pages, (rows) => onPage(name, rows)));
			lines.on("error", (error) => failed.abort(error));
			give(null, lines);
		});
	zip.end();
	await pipeline(Readable.from(zip.outputStream), createWriteStream(path, { mode: 0o600 }), {
		signal: AbortSignal.any([signal, failed.signal]),
	}).catch((error) => {
		throw failed.signal.aborted ? failed.signal.reason : error;
	});
}

async function* linesOf(pages: AsyncIterable<object[]>, onPage: (rows: number) => Promise<void>) {
	for await (const rows of pages) {
		if (rows.length > 0) yield `${rows.map((row) => JSON.stringify(row)).join("\n")}\n`;
		await onPage(rows.length);
	}
}
