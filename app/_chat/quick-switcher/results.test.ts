import assert from "node:assert/strict";
import { test } from "node:test";
import type { MemberServer } from "@/lib/realtime/protocol";
import { readTyped, switcherResults } from "./results";
import type { CommandName } from "./use-commands";

type TestChannel = { id: number; name: string; unread?: number; mentions?: number };

const server = (id: number, name: string, channels: TestChannel[]) =>
	({
		id,
		name,
		iconUrl: null,
		level: null,
		mutedUntil: null,
		threads: [],
		channels: channels.map(({ unread = 0, mentions = 0, ...channel }) => ({
			...channel,
			level: null,
			mutedUntil: null,
			serverId: id,
			private: false,
			lastSeq: 10,
			lastReadSeq: 10 - unread,
			mentionCount: mentions,
		})),
	}) as unknown as MemberServer;

const known = {
	now: 0,
	people: [],
	servers: [
		server(1, "Contour Club", [
			{ id: 11, name: "cartography" },
			{ id: 12, name: "printing-and-paper" },
			{ id: 13, name: "critique", unread: 2 },
			{ id: 14, name: "data-and-tools", unread: 3, mentions: 1 },
		]),
		server(2, "Loaf", [
			{ id: 21, name: "printable-recipes" },
			{ id: 22, name: "crumb" },
			{ id: 23, name: "lounge", unread: 1 },
		]),
	],
	recents: [11, 23, 22],
	openChannelId: 11,
	commands: [
		{ key: "dark", name: "Use the dark theme" },
		{ key: "settings", name: "Settings" },
	] as { key: CommandName; name: string }[],
};

const offered = (typed: string, more: Partial<typeof known> = {}) =>
	switcherResults(typed, { ...known, ...more }).map(
		({ name, offers }) => `${name}: ${offers.map((one) => one.name).join(", ")}`,
	);

test("without input, unread channels come first, mentions before others, then recent ones, never the open one", () => {
	assert.deepEqual(offered("").slice(0, 2), ["unread: data-and-tools, lounge, critique", "recent: crumb"]);
});

test("a new device lists servers, and a user without servers gets commands", () => {
	const quiet = [server(1, "Contour Club", [{ id: 11, name: "cartography" }])];
	assert.deepEqual(offered("", { servers: quiet, recents: [] }), ["servers: Contour Club"]);
	assert.deepEqual(offered("", { servers: [], recents: [] }), ["commands: Use the dark theme, Settings"]);
});

test("a deleted channel is not listed, even if the device remembers it", () => {
	assert.doesNotMatch(offered("", { recents: [99, 22] }).join(), /99|undefined/);
});

test("the best match comes first, within a group and among groups", () => {
	assert.deepEqual(offered("prin"), ["channels: printable-recipes, printing-and-paper"]);
	assert.deepEqual(offered("prin", { recents: [12] }), ["channels: printing-and-paper, printable-recipes"]);
	assert.deepEqual(offered("dark"), ["commands: Use the dark theme"]);
	assert.deepEqual(offered("c"), [
		"channels: cartography, crumb, critique, printable-recipes",
		"servers: Contour Club",
	]);
	assert.deepEqual(offered("s"), [
		"commands: Settings, Use the dark theme",
		"channels: data-and-tools, printable-recipes",
	]);
	assert.deepEqual(offered("loaf cr"), ["channels: crumb"]);
});

test("scattered letters match only if nothing else does", () => {
	assert.deepEqual(offered("cgy"), ["channels: cartography"]);
	assert.deepEqual(offered("lo"), ["channels: lounge", "servers: Loaf"]);
	assert.deepEqual(offered("kiln"), []);
});

test("a prefix restricts the kind of results", () => {
	assert.deepEqual(readTyped(" # crit "), { only: "channels", text: "crit" });
	assert.deepEqual(readTyped("@ada"), { only: "people", text: "ada" });
	assert.deepEqual(offered("*"), ["servers: Contour Club, Loaf"]);
	assert.deepEqual(offered(">set"), ["commands: Settings"]);
	assert.deepEqual(offered("#loaf"), []);
	assert.match(offered("#")[0] ?? "", /^channels: cartography, lounge, crumb, critique, data-and-tools,/);
});

test("users are found by each of their names and shown by their nickname, and alone after their prefix", () => {
	const some = {
		...known,
		people: [
			{ id: 31, username: "priya", displayName: "Priya Raman", avatarUrl: null },
			{ id: 32, username: "crumb_fan", displayName: "Noor", avatarUrl: null },
			{ id: 33, username: "zed", displayName: "Quentin", nickname: "Captain", avatarUrl: null },
		],
	};
	const named = (typed: string) =>
		switcherResults(typed, some).flatMap(({ name, offers }) =>
			name === "people" ? offers.map((one) => one.name) : [],
		);
	assert.deepEqual(named("zzz"), []);
	assert.deepEqual(named("pri"), ["Priya Raman"]);
	assert.deepEqual(named("crumb_f"), ["Noor"]);
	for (const typed of ["capt", "quent", "zed"]) assert.deepEqual(named(typed), ["Captain"]);
	assert.deepEqual(
		switcherResults("@pri", some).map(({ name }) => name),
		["people"],
	);
	assert.equal(readTyped("@ada").only, "people");
});
