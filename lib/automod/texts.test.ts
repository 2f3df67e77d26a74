import assert from "node:assert/strict";
import { test } from "node:test";
import { domainToASCII } from "node:url";
import { Random } from "@/bench/chaos/random";
import { range } from "@/test/support/socket-client";
import { LinkRules } from "./link-rules";
import { findLinks } from "./links";
import { toPlain } from "./plain-text";
import { atOnce } from "./slices";

const generator = new Random(20_261_129);
const random = (below: number) => generator.below(below);
const generate = (letters: readonly string[], most: number) =>
	range(1, 1 + random(most))
		.map(() => letters[random(letters.length)])
		.join("");

test("finds exactly the hosts that are valid, in the form that servers compare, in 3,000 generated names", () => {
	const parts = [
		"a",
		"b-",
		"EXAMPLE",
		"xn--",
		"xn--e1afmkfd",
		"1",
		"0x7f",
		"127",
		".",
		".",
		".",
		"%61",
		"é",
		"рф",
		"ﬁ",
	];
	for (const _ of range(1, 3000)) {
		const name = generate(parts, 8);
		const host = domainToASCII(name.replace(/\.+$/, "").toLowerCase());
		const isValid = name.includes(".") && /^[a-z0-9_-]+(\.[a-z0-9_-]+)+$/.test(host);
		const found = findLinks(name).map((link) => link.host);
		assert.deepEqual(found, isValid ? [host] : [], name);
	}
});

test("finds every rule that lists a domain or one above it", () => {
	const rules = new LinkRules();
	for (const rule of range(0, 49))
		atOnce(rules.add(rule, { block: "listed", invites: false }, [`r${rule}.test`, "a.a.test"]));
	const found = new Set<number>();
	rules.rulesIn(findLinks("see r7.test and sub.r9.test, not notr8.test"), found);
	assert.deepEqual([...found], [7, 9]);
	const all = new Set<number>();
	rules.rulesIn(findLinks(`${"a.".repeat(100)}test`), all);
	assert.equal(all.size, 50);
});

/** Character by character with its marks, by regular expressions. */
const plainByExpressions = (text: string): string =>
	Array.from(text.matchAll(/[\u1100-\u115f][\u1160-\u11ff]+|\P{M}?\p{M}*/gsu), ([part]) => {
		const kept = part.replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu, "").normalize("NFC");
		return /[\uff01-\uffef\u{1d400}-\u{1d7ff}\u24b6-\u24e9\u2100-\u214f\u017f]/u.test(kept)
			? kept.normalize("NFKC")
			: kept;
	}).join("");

test("reads 3,000 generated texts as plain ones exactly as regular expressions do, with a place for each unit", () => {
	const letters = [..."ae\u0301\u0323\u200b\u00ad\ufe0f𝓯ｆⓕ가\u1100\u1161\u11a8ｶﾞ☺अ\u093f\u017fÅ "];
	for (const _ of range(1, 3000)) {
		const text = generate(letters, 10);
		const { text: plain, from } = toPlain(text);
		assert.equal(plain, plainByExpressions(text), JSON.stringify(text));
		if (from) assert.equal(from.length, plain.length + 1);
		if (from) assert.ok(from.every((place, n) => place <= text.length && (n === 0 || place >= (from[n - 1] ?? 0))));
	}
});
