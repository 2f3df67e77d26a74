import type { Server } from "node:http";
import { setImmediate as nextTurn } from "node:timers/promises";
import { parse } from "@/lib/markdown";
import { log } from "./log";

/**
 * Requests a page from this process once it listens. This loads the rendering code, which must neither delay the API's
 * first response nor the first visitor.
 */
export async function warmUpPages(http: Server): Promise<void> {
	const at = http.address();
	if (typeof at !== "object" || at === null) return;
	const everywhere: Record<string, string> = { "0.0.0.0": "127.0.0.1", "::": "::1" };
	const host = everywhere[at.address] ?? at.address;
	try {
		const page = await fetch(`http://${host.includes(":") ? `[${host}]` : host}:${at.port}/login`);
		await page.arrayBuffer();
	} catch (error) {
		log.debug({ err: error }, "no page could be rendered in advance");
	}
}

const everyKind = [
	"**bold** _emphasis_ ~~struck~~ `code` @name :smile: https://example.org/a?b=c [a link](https://example.org)",
	"> a quote\n\n- a list\n- of two\n\n1. and\n2. a numbered one\n\n# A heading",
	"```ts\nconst code = 1;\n```\n\n| a | table |\n|---|---|\n| 1 | 2 |\n",
	"||a spoiler|| $x^2$ a*b_c ||one over\n\ntwo paragraphs|| ![ [[ ]( <https://example.org> \\* ||open",
];
const warmUpRounds = 40;

/**
 * Lets V8 compile the Markdown parser, in turns of a few milliseconds each. A parser that has not run yet takes three
 * times as long for the worst message as a warm one, and holds the event loop for longer than 50 ms.
 */
export async function warmUpParser(): Promise<void> {
	for (let round = 0; round < warmUpRounds; round++) {
		// The parser caches its results, so each text must be new.
		for (const text of everyKind) parse(`${text} ${round}`);
		await nextTurn();
	}
}
