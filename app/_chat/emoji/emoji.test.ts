import assert from "node:assert/strict";
import { test } from "node:test";
import english from "emojibase-data/en/compact.json" with { type: "json" };
import github from "emojibase-data/en/shortcodes/github.json" with { type: "json" };
import iamcal from "emojibase-data/en/shortcodes/iamcal.json" with { type: "json" };
import korean from "emojibase-data/ko/compact.json" with { type: "json" };
import { emojiIn } from "@/lib/emoji/unicode-emoji";
import { inTone, setOf } from "./emoji-data";
import { searchEmoji } from "./search";

const set = setOf(english, [github, iamcal]);
const first = (query: string) => searchEmoji(set, query, 1)[0]?.sign;

test("the server accepts every offered emoji as a reaction, in every tone", () => {
	for (const { sign, tones } of set.all) for (const one of [sign, ...tones]) assert.ok(emojiIn(one), one);
});

test("every emoji has a name, and components of others are not offered", () => {
	assert.ok(set.all.length > 1800);
	for (const { sign, name, tones } of set.all) {
		assert.ok(name.length > 0, sign);
		assert.ok([0, 5].includes(tones.length), `${sign} ${tones.length}`);
	}
	assert.equal(set.bySign.has("🏻"), false);
	assert.equal(set.bySign.has("🇦"), false);
});

test("shortcodes of GitHub and Slack name their emoji", () => {
	for (const [code, sign] of [
		["fire", "🔥"],
		["+1", "👍️"],
		["thumbsup", "👍️"],
		["tada", "🎉"],
		["heart", "❤️"],
	] as const)
		assert.equal(set.byCode.get(code)?.sign.replace(/\uFE0F/g, ""), sign.replace(/\uFE0F/g, ""), code);
	assert.equal(set.byCode.get("no_such_thing"), undefined);
});

test("a search finds shortcodes, names and terms, the best first, and nothing for nonsense", () => {
	assert.equal(first("fire"), "🔥");
	assert.equal(first(":tada:"), "🎉");
	assert.equal(first("pizza"), "🍕");
	assert.equal(first("qqqq"), undefined);
	assert.equal(first(""), undefined);
	assert.ok(searchEmoji(set, "cat", 20).some(({ sign }) => sign === "🐱"));
	assert.ok(searchEmoji(set, "red heart", 5).some(({ sign }) => sign.startsWith("❤")));
});

test("another language has its own search terms, and English shortcodes still work", () => {
	const own = setOf(english, [github, iamcal], korean);
	assert.equal(
		searchEmoji(own, "불", 50).some(({ sign }) => sign === "🔥"),
		true,
	);
	assert.equal(searchEmoji(own, "fire", 1)[0]?.sign, "🔥");
	assert.match(own.byCode.get("fire")?.name ?? "", /\p{Script=Hangul}/u);
});

test("a skin tone applies only to emoji with skin", () => {
	const [wave, fire] = [set.byCode.get("wave"), set.byCode.get("fire")];
	assert.ok(wave && fire);
	assert.equal(inTone(wave, 3), "👋🏽");
	assert.equal(inTone(wave, 0), "👋");
	assert.equal(inTone(fire, 3), "🔥");
});
