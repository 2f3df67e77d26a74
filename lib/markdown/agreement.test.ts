// biome-ignore-all lint/suspicious/noTemplateCurlyInString: test messages contain it.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { bar, excerptOf, isCrowd, linksOf, maxMentions, mentionsOf, type Node, parse, plainText } from "./index";

const all = (nodes: Node[]): Node[] =>
	nodes.flatMap((node) => ("children" in node ? [node, ...all(node.children)] : [node]));
const normalizeSpaces = (text: string) => text.replace(/\s+/g, " ").trim();

/** Invariants of every message. */
function holds(content: string): void {
	const nodes = all(parse(content));
	const drawn = new Set(nodes.flatMap((node) => (node.kind === "mention" ? [node.username] : [])));
	assert.deepEqual(new Set(mentionsOf(content)), drawn, "who is shown as mentioned is who is mentioned");
	assert.ok([...drawn].filter((name) => !isCrowd(name)).length <= maxMentions);

	const links = new Set(nodes.flatMap((node) => (node.kind === "link" ? [new URL(node.url).href] : [])));
	for (const link of linksOf(content)) assert.ok(links.has(link), `${link} is looked at and not drawn`);

	const isShown = normalizeSpaces(plainText(parse(content))) !== "";
	assert.equal(isShown, content.trim() !== "", "nothing that was typed is shown as nothing");
	assert.ok(excerptOf(content, 120).length <= 120);
	const excerpt = normalizeSpaces(plainText(parse(content), { hidden: bar }));
	assert.equal(normalizeSpaces(excerptOf(content, 100_000)), excerpt, "an excerpt is what is read");
	for (const node of nodes) {
		if (node.kind === "link")
			assert.deepEqual(
				all(node.children).filter(({ kind }) => ["link", "mention", "channel", "spoiler", "codeBlock"].includes(kind)),
				[],
				"nothing in a link can be pressed",
			);
	}
}

const corpus = "../shared/data/ubuntu-irc.jsonl";

test("the tree shows exactly the text that was typed, in real conversations", {
	skip: existsSync(corpus) ? false : "the collection of real conversations is not on this machine",
}, () => {
	const lines = readFileSync(corpus, "utf8").trim().split("\n");
	assert.ok(lines.length > 1000);
	for (const line of lines) {
		const { text } = JSON.parse(line) as { text: string };
		try {
			holds(text);
		} catch (error) {
			throw new Error(JSON.stringify(text), { cause: error });
		}
	}
});

/** Fragments with a meaning, some only in combination. */
const fragments =
	"@ada|@bob@x.example|@everyone|https://a.example/x|https://a.example/@ada|<https://b.example>|a.com|ada@a.com|[a](https://c.example)|[|](https://d.example)|`|``|```|```js|~~~|\\|\\||\\||*|**|_|~~|\\|\\\\|$|$$|${A}|> |>|- |1. |2) |# |#general|:fire:|:100:|word|단어|「|。|(|)|!|.| |  |    |\t|\n|\n\n|\n> |\n- |\n```\n|\n$$\n|| a | b |\n|---|---|\n|🎉|é|\u200b|\u202e|¯\\_(ツ)_/¯|<|>|=|\r\n"
		.split(/(?<!\\)\|/)
		.map((fragment) => fragment.replace(/\\\|/g, "|"));

/** The same numbers in every run. */
function* numbers(seed: number): Generator<number, never> {
	let state = seed;
	for (;;) {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		yield state / 2 ** 32;
	}
}

test("the tree shows exactly the text that was typed, for any combination of fragments", () => {
	const random = numbers(20261128);
	const upTo = (most: number) => Math.floor(random.next().value * most);
	for (let round = 0; round < 4000; round++) {
		const content = Array.from({ length: 1 + upTo(14) }, () => fragments[upTo(fragments.length)] ?? "").join("");
		try {
			holds(content);
		} catch (error) {
			throw new Error(JSON.stringify(content), { cause: error });
		}
	}
});
