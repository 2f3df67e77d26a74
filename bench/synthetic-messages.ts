import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import type { SampleData } from "./sample-data";

const channels = 20;
const perWrite = 10_000;
/** One of this many messages is of another kind: another script, code, a link. */
const otherEvery = 50;
const others = [
	"한국어 검색은 어떻게 하나요",
	"東京タワーへ行きたいです",
	"Привет, мир! Как дела",
	"std::vector<int> a->b snake_case fooBar()",
	"see https://example.org/page",
];

/** The last words of every channel: once they are found, the whole channel is indexed. */
export const endOf = (channel: number) => `theveryend${channel}`;

/** Writes a conversation of this many messages with the word frequencies of another. */
export function writeMessages(file: string, count: number, { file: source }: SampleData): void {
	const words = readFileSync(source, "utf8")
		.trimEnd()
		.split("\n")
		.flatMap((line) => (JSON.parse(line) as { text: string }).text.split(/\s+/));
	let state = 42;
	// Deterministic: a linear congruential generator is random enough for generated messages.
	const random = (below: number) => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return Math.floor((state / 2 ** 32) * below);
	};
	const start = Date.UTC(2020, 0, 1);
	const handle = openSync(file, "w");
	for (let from = 0; from < count; from += perWrite) {
		const lines = [];
		for (let n = from; n < Math.min(count, from + perWrite); n++) {
			const channel = n % channels;
			const text = Array.from({ length: 4 + random(14) }, () => words[random(words.length)]);
			if (n % otherEvery === 0) text.push(others[random(others.length)] ?? "");
			if (n >= count - channels) text.push(endOf(channel));
			const at = new Date(start + n * 60_000).toISOString();
			lines.push(
				JSON.stringify({
					...{ id: `talk#${n}`, channel: `talk-${channel}`, at, author: `person ${n % 1000}` },
					...{ text: text.join(" "), replyTo: null },
				}),
			);
		}
		writeSync(handle, `${lines.join("\n")}\n`);
	}
	closeSync(handle);
}

/** How many channels such a conversation has. */
export const conversationChannels = channels;
