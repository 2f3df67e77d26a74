import assert from "node:assert/strict";
import { test } from "node:test";
import english from "emojibase-data/en/compact.json" with { type: "json" };
import type { Emoji } from "@/lib/realtime/protocol";
import { setOf } from "./emoji-data";
import { sheetOf } from "./emoji-grid";
import { searchServerEmoji } from "./search";

const creator = { id: 1, username: "ada", displayName: "Ada", avatarUrl: null };
const emoji = (id: number, name: string): Emoji => ({ id, name, animated: false, creator, createdAt: "2026-01-01" });
const serverEmoji = [emoji(1, "fire_kiln"), emoji(2, "kiln"), emoji(3, "kiln_2")];
const set = setOf(english, []);
const sheet = (query: string, own: readonly Emoji[] = serverEmoji) =>
	sheetOf(set, { query, tone: 0, columns: 9, titleOf: String, serverEmoji: own });

test("the emoji of the server have a section of their own in the picker, and none without any", () => {
	const { lines, cells } = sheet("");
	const titles = lines.flatMap((line) => ("title" in line ? line.title : []));
	assert.deepEqual(titles.slice(0, 3), ["recent", "server", "0"]);
	assert.deepEqual(
		cells.filter(({ key }) => key.startsWith("server ")).map(({ sign, name }) => [sign, name]),
		[
			[":fire_kiln:1", "fire_kiln"],
			[":kiln:2", "kiln"],
			[":kiln_2:3", "kiln_2"],
		],
	);
	assert.ok(!sheet("", []).lines.some((line) => "title" in line && line.title === "server"));
});

test("a search finds those that begin with it, then those that contain it, before all others", () => {
	assert.deepEqual(
		searchServerEmoji(serverEmoji, ":KILN").map(({ name }) => name),
		["kiln", "kiln_2", "fire_kiln"],
	);
	assert.deepEqual(searchServerEmoji(serverEmoji, " "), []);
	const found = sheet("fire").cells.map(({ sign }) => sign);
	assert.equal(found[0], ":fire_kiln:1");
	assert.ok(found.includes("🔥"));
});
