import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

type Line = { id: string; channel: string; at: string; author: string; text: string; replyTo: string | null };
export type SampleData = { file: string; isReal: boolean };

const real = "../shared/data/ubuntu-irc.jsonl";
const count = 40_000;

/** Returns the real conversation if it is available, otherwise a generated one of the same size. */
export function sampleData(folder: string): SampleData {
	if (existsSync(real)) return { file: real, isReal: true };
	const start = Date.UTC(2004, 11, 25);
	const lines = Array.from({ length: count }, (_, n): Line => {
		const day = Math.floor(n / 1200);
		const replyTo = n % 1200 > 20 && n % 4 === 0 ? `made#${n - 7}` : null;
		const words = Array.from({ length: 4 + ((n * 7) % 19) }, (_, word) => `word${(n * 31 + word * 17) % 997}`);
		return {
			id: `made#${n}`,
			channel: `day-${day}`,
			at: new Date(start + n * 20_000).toISOString(),
			author: `person ${(n * 13) % 2900}`,
			text: words.join(" "),
			replyTo,
		};
	});
	return { file: write(folder, "made.jsonl", lines), isReal: false };
}

/** Puts the same messages into one long channel. */
export function inOneChannel({ file }: SampleData, folder: string): { file: string; messages: number } {
	const lines = readFileSync(file, "utf8")
		.trimEnd()
		.split("\n")
		.map((line) => ({ ...(JSON.parse(line) as Line), channel: "everything" }));
	return { file: write(folder, "one-channel.jsonl", lines), messages: lines.length };
}

function write(folder: string, name: string, lines: Line[]): string {
	const file = join(folder, name);
	writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
	return file;
}
