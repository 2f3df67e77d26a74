import { createReadStream } from "node:fs";
import { ImportError } from "./import-error";

/** `text` is null for a line that is too long or not UTF-8; `bytes` is the offset of its end in the file. */
export type RawLine = { number: number; bytes: number; text: string | null };

/** No message of 4,000 characters needs more in any escaping; a file without line breaks must not fill the memory. */
const maxLineBytes = 256 * 1024;
const newline = 0x0a;

/** The lines of a file, read as fast as they are consumed. Throws ImportError if the file cannot be read. */
export async function* linesIn(file: string): AsyncGenerator<RawLine> {
	let number = 0;
	let bytes = 0;
	/** The incomplete line at the end of the chunks so far. */
	let begun: Buffer[] = [];
	let length = 0;

	const add = (piece: Buffer) => {
		length += piece.length;
		bytes += piece.length;
		if (length <= maxLineBytes) begun.push(piece);
	};
	const end = (): RawLine => {
		const text = length <= maxLineBytes ? textOf(Buffer.concat(begun)) : null;
		begun = [];
		length = 0;
		number++;
		return { number, bytes, text };
	};

	for await (const chunk of chunksOf(file)) {
		let from = 0;
		for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, from)) {
			add(chunk.subarray(from, at));
			bytes++;
			yield end();
			from = at + 1;
		}
		add(chunk.subarray(from));
	}
	if (length > 0) yield end();
}

async function* chunksOf(file: string): AsyncGenerator<Buffer> {
	try {
		yield* createReadStream(file, { highWaterMark: 256 * 1024 });
	} catch (error) {
		throw new ImportError(`${file} cannot be read: ${reasonOf(error)}.`);
	}
}

const REASONS: Record<string, string> = {
	ENOENT: "there is no such file",
	EACCES: "this account may not read it",
	EISDIR: "it is a folder",
};

const reasonOf = (error: unknown) => {
	const { code = "", message } = error as NodeJS.ErrnoException;
	return REASONS[code] ?? message;
};

const utf8 = new TextDecoder("utf-8", { fatal: true });

function textOf(line: Buffer): string | null {
	try {
		return utf8.decode(line);
	} catch {
		return null;
	}
}
