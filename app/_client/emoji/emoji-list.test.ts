import assert from "node:assert/strict";
import { test } from "node:test";
import type { Emoji } from "@/lib/realtime/protocol";
import { isEmojiName, nameFromFile } from "./name-from-file";
import { withEmoji } from "./with-emoji";

const creator = { id: 1, username: "ada", displayName: "Ada", avatarUrl: null };
const emoji = (id: number, name: string): Emoji => ({ id, name, animated: false, creator, createdAt: "2026-01-01" });

test("a file's name becomes a valid name that no emoji has yet", () => {
	for (const [file, name] of [
		["Kiln.png", "kiln"],
		["my kiln (2).final.GIF", "my_kiln_2_final"],
		["Café.webp", "cafe"],
		["a.png", "emoji_a"],
		["가마.png", "emoji"],
		["", "emoji"],
		["__proto__.png", "proto"],
		[`${"x".repeat(40)}.png`, "x".repeat(32)],
	] as const) {
		assert.equal(nameFromFile(file, new Set()), name, file);
		assert.ok(isEmojiName(name), name);
	}
	assert.equal(nameFromFile("kiln.png", new Set(["kiln", "kiln_2"])), "kiln_3");
	assert.equal(nameFromFile(`${"x".repeat(40)}.png`, new Set(["x".repeat(32)])), `${"x".repeat(27)}_2`);
});

test("the list stays in order when an emoji is added, renamed and removed", () => {
	const names = (list: Emoji[]) => list.map(({ name }) => name);
	const list = withEmoji([emoji(1, "kiln")], 2, emoji(2, "ash"));
	assert.deepEqual(names(list), ["ash", "kiln"]);
	assert.deepEqual(names(withEmoji(list, 1, emoji(1, "aaa"))), ["aaa", "ash"]);
	assert.deepEqual(names(withEmoji(list, 2, null)), ["kiln"]);
	assert.deepEqual(names(withEmoji(list, 9, null)), ["ash", "kiln"]);
});
