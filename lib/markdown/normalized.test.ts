import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { usernameFrom } from "../import/names";
import { Trie } from "../keywords/trie";
import { rangesIn } from "../search/match";
import { fold } from "../search/ngrams";
import { channelNameOf, confusableKey, toLines, toSingleLine } from "../text/single-line";
import { normalized } from "./normalized";
import { realHost } from "./real-host";

const endless = /[\p{M}\uFF9E\uFF9F]{17}/u;
/** Every mark of the second half sorts before all of the first, which is the worst case for canonical ordering. */
const piles = [
	["\u0301", "\u0316"],
	["\u0301", "\u3099"],
	["\u0301", "\uFF9E"],
	["\u0315", "\u{1D165}"],
].flatMap(([above = "", below = ""]) => [
	`a${above.repeat(1900)}${below.repeat(1900)}.com`,
	// Removing the soft hyphens brings the marks together.
	`क${`${above.repeat(9)}\u00AD${below.repeat(9)}\u00AD`.repeat(180)}.com`,
]);

test("long runs of combining marks are never sorted, on any code path", (t) => {
	const trie = new Trie();
	trie.set(1, ["word"]);
	for (const pile of piles)
		for (const read of [
			toSingleLine,
			toLines,
			channelNameOf,
			confusableKey,
			fold,
			usernameFrom,
			(text: string) => trie.ownersIn(text),
			(text: string) => realHost("https://example.com/", text),
			(text: string) => rangesIn(text, [{ text: "word", whole: false }]),
		]) {
			const normalize = t.mock.method(String.prototype, "normalize");
			read(pile);
			const given = normalize.mock.calls.map(({ this: text }) => String(text));
			normalize.mock.restore();
			assert.ok(given.length > 0);
			assert.ok(!given.some((text) => endless.test(text)), String(read));
		}
});

test("ordinary text is normalized completely", () => {
	for (const text of ["e\u0301", "Å", "ﾊﾞﾝ", "क्षि", "กำ", `o${"\u0308\u0323".repeat(8)}`, "שָׁלוֹם", "각"])
		for (const form of ["NFC", "NFD", "NFKC", "NFKD"] as const)
			assert.equal(normalized(text, form), text.normalize(form), JSON.stringify(text));
});

test("only passwords, which are short, are normalized directly on the server", () => {
	const sources = readdirSync("lib", { recursive: true, encoding: "utf8" }).filter((name) =>
		/(?<!\.test)\.ts$/.test(name),
	);
	const byThemselves = sources.filter((name) => /\.normalize\(/.test(readFileSync(join("lib", name), "utf8")));
	assert.deepEqual(byThemselves.sort(), ["auth/password.ts", "markdown/normalized.ts"]);
});
