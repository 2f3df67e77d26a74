import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql } from "@/db";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { waitUntil } from "@/test/support/socket-client";
import { TestServer } from "@/test/support/test-server";
import * as commands from "../admin/commands";
import { CHANNEL } from "../cluster/events";
import { defaults, settingsFrom } from "./fields";
import { instanceSettings } from "./settings";

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;
let guest: ApiClient;
const path = "/api/admin/settings";
const password = "a brand new horse";

before(async () => {
	world = await TestServer.open();
	guest = world.guest();
	assert.equal((await guest.post("/api/account", { username: "ada", password })).status, 201);
	const [first] = await sql<{ id: number; username: string }[]>`select id, username from users`;
	assert.ok(first);
	ada = await world.signIn(first);
	bob = await world.createUser("bob");
});
after(() => world.close());

const audit = async () =>
	(
		await sql<{ entry: string }[]>`
		select concat_ws(' ', action, actor_id, details) as entry from instance_audit_log
		where action = 'change_settings' order by id`
	).map(({ entry }) => entry);

test("administrators alone read and change the settings; for all others there is nothing", async () => {
	assert.deepEqual((await ada.get(path)).body, { settings: defaults });
	for (const client of [bob, guest])
		for (const answer of [await client.get(path), await client.patch(path, { registration: "closed" })])
			assertRefused(answer, 404, "not_found");
	assert.deepEqual((await bob.get(path)).body, (await bob.get("/api/nothing")).body);
	assert.equal(instanceSettings().registration, "open");
});

test("a change counts at once, is audited with its names, and repeating it changes nothing", async () => {
	const before = await audit();
	for (let time = 0; time < 2; time++) {
		const changed = await ada.patch(path, { registration: "closed" });
		assert.equal(changed.status, 200);
		assert.equal(changed.body.settings?.registration, "closed");
	}
	assert.deepEqual((await ada.patch(path, {})).body, (await ada.get(path)).body);
	assert.deepEqual(await audit(), [...before, `change_settings ${ada.id} {"settings": ["registration"]}`]);
	assertRefused(await guest.post("/api/account", { username: "late", password }), 403, "registration_closed");
	await ada.patch(path, { registration: "open" });
	assert.equal((await guest.post("/api/account", { username: "late", password })).status, 201);
});

test("unknown settings and values out of bounds are refused and change nothing", async () => {
	const before = (await ada.get(path)).body;
	for (const [body, field] of [
		[{ registration: "sometimes" }, "registration"],
		[{ registration: null }, "registration"],
		[{ registration: ["open"] }, "registration"],
		[{ registration: "closed", colour: "red" }, "colour"],
	] as const)
		assertRefused(await ada.patch(path, body), 400, "invalid_request", field);
	assert.deepEqual((await ada.get(path)).body, before);
});

test("a registration that has begun does not follow settings that are outdated in memory", async () => {
	await sql`update instance set settings = '{"registration": "closed"}'`;
	assert.equal(instanceSettings().registration, "open");
	assertRefused(await guest.post("/api/account", { username: "swift", password }), 403, "registration_closed");
	assert.equal((await sql`select 1 from users where username = 'swift'`).length, 0);
	await sql`update instance set settings = '{}'`;
});

test("another instance's change is applied without a request", async () => {
	await sql.begin(async (tx) => {
		await tx`update instance set settings = '{"registration": "closed"}', settings_revision = settings_revision + 1`;
		await tx`select pg_notify(${CHANNEL}, ${JSON.stringify({ from: "another", notice: { kind: "settings_changed" } })})`;
	});
	await waitUntil("the change is here", async () => instanceSettings().registration === "closed");
});

test("the operator's command changes the mode, also while nobody can sign in", async () => {
	await assert.rejects(commands.setRegistration("sometimes"), { name: "CommandError" });
	assert.equal(await commands.setRegistration("open"), "Registration is open.");
	assert.equal(instanceSettings().registration, "open");
	assert.equal((await audit()).at(-1), 'change_settings {"settings": ["registration"]}');
});

test("a stored value that is not valid, or of another version, counts as absent", () => {
	assert.deepEqual(settingsFrom({ registration: 7, colour: "red" }), defaults);
	assert.equal(settingsFrom({ registration: "closed", colour: "red" }).registration, "closed");
});
