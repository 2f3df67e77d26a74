import assert from "node:assert/strict";
import { test } from "node:test";
import { hasOnlyEmoji, isOnlyEmoji, parse } from "../markdown";
import { emojiIn } from "./unicode-emoji";

test("returns null for text that is not a single emoji", () => {
	for (const text of ["", "a", "1", "#", "👍👍", "👍 ", ":+1:", "\uFE0F", "\u200d", "🇦", "👍".repeat(40)])
		assert.equal(emojiIn(text), null, JSON.stringify(text));
});

test("every form of an emoji is normalized to its usual one", () => {
	for (const [typed, usual] of [
		["👍", "👍"],
		["👍\uFE0F", "👍"],
		["👍\uFE0E", "👍"],
		["❤", "❤\uFE0F"],
		["❤\uFE0F", "❤\uFE0F"],
		["❤\uFE0E", "❤\uFE0F"],
		["1\u20E3", "1\uFE0F\u20E3"],
		["🏳\u200D🌈", "🏳\uFE0F\u200D🌈"],
		["✌🏽", "✌🏽"],
		["✌\uFE0F🏽", "✌🏽"],
		["👁\u200D🗨", "👁\uFE0F\u200D🗨\uFE0F"],
		["🤷🏽\u200D♀", "🤷🏽\u200D♀\uFE0F"],
		[
			"🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}",
			"🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}",
		],
		["🇰🇷", "🇰🇷"],
	] as const)
		assert.equal(emojiIn(typed), usual, JSON.stringify(typed));
});

test("up to twelve emoji and nothing else are shown large, as characters or shortcodes", () => {
	for (const text of [
		"🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}",
		"👍\uFE0F 🎉",
		"1️⃣",
		"🏳️‍🌈🇰🇷",
		"👩🏽‍🚀",
		"❤\n❤",
	])
		assert.ok(isOnlyEmoji(text), text);
	for (const text of ["", "a", "🎉 yes", "1", "#", "🎉".repeat(13), ":tada:"]) assert.ok(!isOnlyEmoji(text), text);
	const large = (content: string) => {
		const [only] = parse(content);
		return only?.kind === "paragraph" && hasOnlyEmoji(only.children);
	};
	for (const content of [":100:", ":tada: 🎉", ":+1::-1:", ":1234:"]) assert.ok(large(content), content);
	for (const content of [":100: points", "at 12:30:45", "words", ":tada:".repeat(13)])
		assert.ok(!large(content), content);
});
