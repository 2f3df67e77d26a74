import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { sql } from "@/db";
import { assertRefused } from "@/test/support/api-client";
import { ada, bob, setUpUsers, world } from "@/test/support/community";
import { range } from "@/test/support/socket-client";
import type { Viewer } from "../auth/viewer";
import { CHANNEL } from "../cluster/events";
import { change } from "./account-settings";

setUpUsers();
afterEach(() => sql`update users set settings = '{}', settings_rev = 0`);

const path = "/api/account/settings";
const own = async (by = ada) => (await by.get(path)).body as unknown;
const rail = [7, { id: 1, name: "Work", colour: "sky", serverIds: [3, 4] }, 5];

test("needs a session, and takes nothing but known fields within their bounds", async () => {
	for (const call of [world.guest().get(path), world.guest().put(path, { theme: "dark" })])
		assertRefused(await call, 401, "unauthenticated");
	const folder = { id: 1, name: "", colour: null, serverIds: [1] };
	const many = range(1, 1001);
	const invalid: [object, string][] = [
		[{ theme: "pink" }, "theme"],
		[{ theme: null }, "theme"],
		[{ textSize: 100 }, "textSize"],
		[{ language: "de" }, "language"],
		[{ emojiTone: 6 }, "emojiTone"],
		[{ emojiTone: 1.5 }, "emojiTone"],
		[{ notificationText: "yes" }, "notificationText"],
		[{ colour: "red" }, "colour"],
		[{ __proto__x: 1 }, "__proto__x"],
		[{ rail: "1" }, "rail"],
		[{ rail: [0] }, "rail"],
		[{ rail: ["1"] }, "rail"],
		[{ rail: [1, 1] }, "rail"],
		[{ rail: [1, folder] }, "rail"],
		[{ rail: many }, "rail"],
		[{ rail: [{ ...folder, serverIds: many }] }, "rail"],
		[{ rail: [{ ...folder, serverIds: [] }] }, "rail"],
		[{ rail: [{ ...folder, name: "x".repeat(41) }] }, "rail"],
		[{ rail: [{ ...folder, colour: "red" }] }, "rail"],
		[{ rail: [{ ...folder, id: 0 }] }, "rail"],
		[{ rail: [{ ...folder, open: true }] }, "rail"],
		[{ rail: [folder, { ...folder, serverIds: [2] }] }, "rail"],
		[{ rail: range(1, 101).map((id) => ({ ...folder, id, serverIds: [id] })) }, "rail"],
		// No folder has too many, but all of them together do.
		[
			{
				rail: [
					{ ...folder, serverIds: range(1, 501) },
					{ ...folder, id: 2, serverIds: range(502, 1001) },
				],
			},
			"rail",
		],
	];
	for (const [body, field] of invalid)
		assertRefused(await ada.put(path, { ...body, density: "compact" }), 400, "invalid_request", field);
	for (const body of ["", "[]", "null", "{"]) assertRefused(await ada.put(path, body), 400, "invalid_request");
	assert.deepEqual(await own(), { settings: {}, rev: 0 });
});

test("a change keeps the other fields, and the same one again changes nothing", async () => {
	assert.deepEqual((await ada.put(path, { theme: "dark", rail })).body, { settings: { theme: "dark", rail }, rev: 1 });
	assert.deepEqual((await ada.put(path, { density: "compact", theme: "light" })).body, {
		settings: { theme: "light", density: "compact", rail },
		rev: 2,
	});
	for (const body of [{}, { theme: "light" }, { rail }]) assert.equal((await ada.put(path, body)).status, 200);
	assert.deepEqual(((await own()) as { rev: number }).rev, 2);
	const longest = { rail: range(1, 1000) };
	assert.deepEqual((await ada.put(path, longest)).body, {
		settings: { theme: "light", density: "compact", ...longest },
		rev: 3,
	});
	assert.deepEqual(await own(bob), { settings: {}, rev: 0 });
	const { user } = (await ada.get("/api/account")).body;
	assert.deepEqual([user?.settings.rail?.length, user?.settingsRev], [1000, 3]);
	assert.equal("settings" in ((await bob.get("/api/users/bob")).body.profile?.user ?? {}), false);
});

test("devices that change different fields at once lose nothing", async () => {
	const viewer = { id: ada.id } as Viewer;
	await Promise.all([
		change(viewer, { theme: "dark" }),
		change(viewer, { density: "compact" }),
		change(viewer, { sendWith: "mod" }),
		change(viewer, { rail: [2, 1] }),
	]);
	assert.deepEqual(await own(), {
		settings: { theme: "dark", density: "compact", sendWith: "mod", rail: [2, 1] },
		rev: 4,
	});
});

test("a change reaches the user’s own sockets alone, also one that another instance has made", async () => {
	const [first, second, theirs] = [await ada.openSocket(), await ada.openSocket(), await bob.openSocket()];
	await ada.put(path, { theme: "dark" });
	for (const client of [first, second])
		assert.deepEqual(await client.waitFor("settings"), { settings: { theme: "dark" }, rev: 1 });
	await ada.put(path, { theme: "dark" });
	await sql`update users set settings = '{"theme": "light"}', settings_rev = 2 where id = ${ada.id}`;
	const notice = { kind: "account_settings_changed", userId: ada.id };
	await sql.notify(CHANNEL, JSON.stringify({ from: "elsewhere", notice }));
	const later = await first.waitFor("settings", ({ rev }) => rev > 1);
	assert.deepEqual(later, { settings: { theme: "light" }, rev: 2 });
	assert.equal(first.of("settings").length, 2);
	assert.deepEqual(theirs.of("settings"), []);
	for (const { socket } of [first, second, theirs]) socket.close();
});
