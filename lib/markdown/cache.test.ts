import assert from "node:assert/strict";
import { test } from "node:test";
import { type Node, parse, remember } from "./index";

const longest = 4000;
const tree = (text: string): Node[] => [
	{ kind: "paragraph", children: [{ kind: "strong", children: [{ kind: "text", text }] }] },
];
/** A message of the greatest length in which every character takes two units. */
const long = (page: string, n: number) => `**${page}${n}** ${"🔥".repeat(longest - 8)}`;

test("the trees of a page of the longest messages stay until the page is rendered, and older ones give way", () => {
	for (const page of ["a", "b", "b"]) for (let n = 0; n < 100; n++) remember(long(page, n), tree(`${page}${n}`));
	for (let n = 0; n < 100; n++) assert.deepEqual(parse(long("b", n)), tree(`b${n}`));
	assert.notDeepEqual(parse(long("a", 0)), tree("a0"));
});
