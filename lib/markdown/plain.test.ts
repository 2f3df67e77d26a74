import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { shapes } from "@/bench/browser/shapes";
import { isPlain } from "./plain";
import { plainTree, treeOf } from "./tree";

const corpus = "../shared/data/ubuntu-irc.jsonl";

const lines = [
	"so mind the cat when you come in",
	"it's 10:30, or (roughly) 11; 50% off! well-known? a/b & c = d ^ e {f} \u201Cg\u201D",
	"one: the kettle is on",
	"ㅋㅋ 안녕하세요, 김지우 씨!",
	"3 cats and 1.5 dogs",
	"🔥 hot",
	...Object.values(shapes),
	...["- a", "1. a", "1) a", "> a", "+ a", " a", "a ", "a\nb", "example.org", "ok.then", "a。com", "mailto:x", ":cat:"],
	...["# a", "a@b.c", "<http://a.b>", "a\u0000b", "a\tb", "\\*", "x || y", "$x$", "~~a~~", "***", "---", "==="],
];

test("a plain text is what the parser would make of it", () => {
	assert.ok(lines.slice(0, 6).every(isPlain), "ordinary sentences need no parser");
	for (const line of lines) if (isPlain(line)) assert.deepEqual(plainTree(line), treeOf(line), line);
});

test("so is every plain message of real conversations", {
	skip: existsSync(corpus) ? false : "the collection of real conversations is not on this machine",
}, () => {
	let plain = 0;
	const texts = readFileSync(corpus, "utf8")
		.trim()
		.split("\n")
		.slice(0, 20_000)
		.map((line) => String(JSON.parse(line).text));
	for (const text of texts)
		if (isPlain(text)) {
			plain++;
			assert.deepEqual(plainTree(text), treeOf(text), text);
		}
	assert.ok(plain > texts.length / 2, `${plain} of ${texts.length} messages are plain`);
});
