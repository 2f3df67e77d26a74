import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { sql } from "@/db";
import { assertRefused } from "@/test/support/api-client";
import { repeatsOf } from "@/test/support/races";
import { range } from "@/test/support/socket-client";
import { TestServer } from "@/test/support/test-server";
import { isAppError } from "../errors";
import { instanceSettings, isEmptyInstance } from "../instance/settings";
import { appState } from "../process/app-state";
import { createAccount } from "./register";

let world: TestServer;
const password = "a brand new horse";
before(async () => {
	world = await TestServer.open();
});
beforeEach(async () => {
	await sql`update instance set first_user_id = null, settings = '{}', settings_revision = settings_revision + 1`;
	await appState().instanceSettings.load();
});
after(() => world.close());

const admins = async () => (await sql<{ id: number }[]>`select id from users where is_admin`).map(({ id }) => id);
const register = (username: string, extra: object = {}) =>
	world.guest().post("/api/account", { username, password, ...extra });

test("the first account names the instance and decides who may register; no later one does", async () => {
	assert.ok(isEmptyInstance());
	const wrong = { instance: { name: "", registration: "closed" } };
	assertRefused(await register("ada", wrong), 400, "invalid_request", "instance.name");
	for (const instance of [{ serverInvites: false }, { colour: "red" }])
		assert.equal((await register("ada", { instance })).status, 400);
	assert.equal((await register("ada", { instance: { name: "Kiln Club", registration: "invite" } })).status, 201);
	assert.ok(!isEmptyInstance());
	assert.deepEqual([instanceSettings().name, instanceSettings().registration], ["Kiln Club", "invite"]);
	const [entry] = await sql`select actor_id, details from instance_audit_log where action = 'change_settings'`;
	assert.deepEqual([[entry?.actor_id], entry?.details], [await admins(), { settings: ["name", "registration"] }]);
	assertRefused(await register("bob", { instance: { registration: "open" } }), 409, "conflict");
	assert.equal(instanceSettings().registration, "invite");
	assert.equal((await sql`select 1 from users where username = 'bob'`).length, 0);
});

test("an account without choices keeps the defaults, and proves no work", async () => {
	await sql`update instance set settings = '{"proofOfWork": "high"}'`;
	await appState().instanceSettings.load();
	assert.equal((await register("carol")).status, 201);
	assert.deepEqual([instanceSettings().name, instanceSettings().registration], ["Hearth", "open"]);
});

test("of concurrent first starts one makes its administrator and its settings, and the others make nothing", async () => {
	for (let round = 0; round < repeatsOf(3); round++) {
		await sql`update users set is_admin = false`;
		await sql`update instance set first_user_id = null, settings = '{}'`;
		const names = range(1, 20).map((n) => `first${round}.${n}`);
		const none = { email: null, isVerified: false, code: undefined, invite: null, passwordHash: null, address: "::1" };
		const outcomes = await Promise.all(
			names.map((username) =>
				createAccount({
					...{ ...none, username, displayName: username, locale: "en" },
					firstSettings: { name: username, registration: "closed" },
				}).then(
					() => username,
					(error) => (isAppError(error) ? error.code : String(error)),
				),
			),
		);
		const winners = outcomes.filter((outcome) => outcome !== "conflict");
		assert.equal(winners.length, 1);
		const found = await sql`select username, is_admin from users where username = any (${names})`;
		assert.deepEqual([...found], [{ username: winners[0], is_admin: true }]);
		assert.equal(instanceSettings().name, winners[0]);
	}
});
