import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Secret, TOTP } from "otpauth";
import { sql } from "@/db";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { ada, bob, channelId, eve, serverId, setUpCommunity, world } from "@/test/support/community";
import { act, isMember } from "@/test/support/moderation";
import { notifiesOthers } from "@/test/support/notify-others";
import * as admin from "../admin/commands";

setUpCommunity();

const codeOf = (secret: string) => new TOTP({ secret: Secret.fromBase32(secret) }).generate();

/** Confirms an authenticator app, as users do in their settings. */
async function addFactor(by: ApiClient): Promise<void> {
	const { secret = "" } = (await by.post("/api/account/totp")).body;
	const { status, text } = await by.put("/api/account/totp", { code: codeOf(secret) });
	assert.equal(status, 200, text);
}
const removeFactor = async (by: ApiClient) => assert.equal((await by.delete("/api/account/totp")).status, 204);

const path = () => `/api/servers/${serverId}`;
const setRequired = (requiresSecondFactor: unknown, by = ada) => by.patch(path(), { requiresSecondFactor });
const serverOf = async (by: ApiClient) => {
	const { server } = (await by.get(path())).body;
	assert.ok(server);
	return server;
};
const kick = (by: ApiClient) => act(by, serverId, "eve", { kind: "kick" });
let role: number;

beforeEach(async () => {
	await sql`delete from totp`;
	await sql`delete from passkeys`;
	await sql`update servers set requires_factor = false`;
	await sql`update instance set settings = '{}', settings_revision = settings_revision + 1`;
	await sql`update sessions set reauthenticated_at = now()`;
	if (!(await isMember(serverId, eve))) await eve.join(serverId);
	role ??= await ada.createRole(serverId, "guards", { permissions: ["kick_members", "manage_messages"] }, bob);
});

test("only a member who has a second factor makes a server require one", async () => {
	assertRefused(await setRequired(true), 403, "second_factor_required");
	assertRefused(await setRequired("yes"), 400, "invalid_request", "requiresSecondFactor");
	assertRefused(await setRequired(true, bob), 403, "forbidden");
	assert.equal((await serverOf(ada)).requiresSecondFactor, false);
	await addFactor(ada);
	assert.equal((await setRequired(true)).body.server?.requiresSecondFactor, true);
	assert.equal((await setRequired(true)).status, 200);
	assert.equal((await setRequired(undefined)).body.server?.requiresSecondFactor, true);
});

test("without one the powers above single messages are absent, with the reason, until the member has one", async () => {
	await addFactor(ada);
	const socket = await bob.connect();
	const told = async () => {
		await socket.waitFor("access");
		socket.forget();
	};
	assert.equal((await setRequired(true)).status, 200);
	await told();
	const before = await serverOf(bob);
	assert.ok(before.permissions?.includes("manage_messages"));
	assert.ok(!before.permissions?.includes("kick_members"));
	assert.deepEqual(before.withheldPermissions, ["kick_members"]);
	assertRefused(await kick(bob), 403, "second_factor_required");
	assertRefused(await setRequired(false, bob), 403, "forbidden");
	assertRefused(await kick(eve), 403, "forbidden");
	assert.deepEqual((await serverOf(eve)).withheldPermissions, []);
	const reasonOf = async () =>
		(await bob.get(`${path()}/permissions/bob?channelId=${channelId}`)).body.reasons?.find(
			({ permission }) => permission === "kick_members",
		);
	assert.deepEqual(await reasonOf(), { permission: "kick_members", allowed: false, rule: "second_factor" });
	const { seq } = await eve.sendMessage(channelId, "Hers");
	assert.equal((await bob.delete(`/api/channels/${channelId}/messages/${seq}`)).status, 204);
	const ofRole = (await ada.get(`${path()}/preview?roleId=${role}`)).body;
	assert.ok(ofRole.permissions?.includes("kick_members"), "the preview shows what the role grants");
	assert.ok(!(await ada.get(`${path()}/preview?username=bob`)).body.permissions?.includes("kick_members"));

	await addFactor(bob);
	await told();
	assert.deepEqual((await serverOf(bob)).withheldPermissions, []);
	assert.equal((await reasonOf())?.rule, "role");
	await removeFactor(bob);
	await told();
	assertRefused(await kick(bob), 403, "second_factor_required");
	await addFactor(bob);
	await admin.removeFactors("bob");
	assertRefused(await kick(bob), 403, "second_factor_required");
	await addFactor(bob);
	assert.equal((await kick(bob)).status, 201);
	socket.close();
});

test("the owner lacks them too, and cannot give the server away, delete it or lift the requirement", async () => {
	await addFactor(ada);
	await setRequired(true);
	await notifiesOthers([/factors_changed/, /access_changed/], () => removeFactor(ada));
	const { permissions = [], withheldPermissions = [] } = await serverOf(ada);
	assert.ok(permissions.includes("manage_messages") && permissions.includes("view_channel"));
	for (const name of ["administrator", "manage_server", "manage_roles"] as const) {
		assert.ok(!permissions.includes(name));
		assert.ok(withheldPermissions.includes(name));
	}
	for (const refused of [
		await setRequired(false),
		await ada.delete(path()),
		await ada.put(`${path()}/owner`, { username: "bob", password: "x" }),
		await ada.post(`${path()}/roles`, { name: "more" }),
		await ada.post(`${path()}/channels`, { name: "more" }),
	])
		assertRefused(refused, 403, "second_factor_required");
	await addFactor(ada);
	assert.equal((await setRequired(false)).body.server?.requiresSecondFactor, false);
	await removeFactor(ada);
	assert.ok((await serverOf(ada)).permissions?.includes("administrator"));
});

test("a passkey is a second factor, and a member who joins brings theirs", async () => {
	await addFactor(ada);
	await setRequired(true);
	await sql`insert into passkeys (id, user_id, public_key, counter, transports, backed_up, name)
		values ('\\x01', ${eve.id}, '', 0, '{}', false, 'Key')`;
	const hasFactor = async () => {
		const [row] = await sql<{ has: boolean }[]>`
			select has_factor as has from memberships where server_id = ${serverId} and user_id = ${eve.id}`;
		return row?.has;
	};
	assert.equal(await hasFactor(), true);
	assert.equal((await eve.delete(`/api/membership/${serverId}`)).status, 200);
	await eve.join(serverId);
	assert.equal(await hasFactor(), true);
	await addFactor(eve);
	await sql`delete from passkeys`;
	assert.equal(await hasFactor(), true);
	await removeFactor(eve);
	assert.equal(await hasFactor(), false);
	const { secret = "" } = (await eve.post("/api/account/totp")).body;
	assert.ok(secret);
	assert.equal(await hasFactor(), false, "an app that is not confirmed is none");
});

const settings = (by: ApiClient, secondFactor: unknown) => by.patch("/api/admin/settings", { secondFactor });
async function makeAdministrators(...all: ApiClient[]): Promise<void> {
	await sql`update users set is_admin = id = any (${all.map(({ id }) => id)}::bigint[])`;
}

test("where administrators need a second factor, one without it is told what to set up, and others see nothing", async () => {
	await makeAdministrators(ada, bob);
	assertRefused(await settings(ada, "administrators"), 403, "second_factor_required");
	assertRefused(await settings(ada, "some"), 400, "invalid_request", "secondFactor");
	await addFactor(ada);
	assert.equal((await settings(ada, "administrators")).body.settings?.secondFactor, "administrators");
	assertRefused(await bob.get("/api/admin/settings"), 403, "second_factor_required");
	assertRefused(await settings(bob, "off"), 403, "second_factor_required");
	assertRefused(await eve.get("/api/admin/settings"), 404, "not_found");
	assert.equal((await bob.get("/api/servers?mine=true")).status, 200);
	await addFactor(bob);
	assert.equal((await bob.get("/api/admin/settings")).status, 200);
	await removeFactor(ada);
	assertRefused(await ada.get("/api/admin/settings"), 403, "second_factor_required");
	assert.equal(await admin.setSecondFactor("off"), "A second factor is required of: nobody.");
	assert.equal((await ada.get("/api/admin/settings")).status, 200);
	await assert.rejects(admin.setSecondFactor("none"), { name: "CommandError" });
});

test("where everybody needs one, a session without it opens nothing but the own account, until there is one", async () => {
	await makeAdministrators(ada);
	await addFactor(ada);
	const [own, other] = [await ada.connect(), await eve.connect()];
	assert.equal((await settings(ada, "everyone")).status, 200);
	await other.waitFor("session:revoked");
	await other.closed();
	for (const refused of [
		await eve.get("/api/servers?mine=true"),
		await eve.get(`/api/channels/${channelId}/messages`),
		await eve.post(`/api/channels/${channelId}/messages`, { nonce: crypto.randomUUID(), content: "Hello" }),
		await eve.get("/api/accounts"),
	])
		assert.ok([401, 404].includes(refused.status), refused.text);
	await assert.rejects(eve.connect(), /Sign in/);
	assertRefused(await bob.post(`/api/membership/${serverId}`), 401, "unauthenticated");
	const page = await eve.get("/saved?x=1");
	assert.deepEqual([page.status, page.headers.location], [302, "/second-factor?callbackUrl=%2Fsaved%3Fx%3D1"]);
	assert.notEqual((await eve.get("/second-factor")).status, 302);
	assert.notEqual((await world.guest().get("/saved")).status, 302);
	assert.equal((await eve.get("/api/account")).body.user?.username, "eve");
	assert.equal((await eve.get("/api/account/sessions")).status, 200);
	assert.equal((await ada.get("/api/servers?mine=true")).status, 200);

	await addFactor(eve);
	assert.equal((await eve.get("/api/servers?mine=true")).status, 200);
	const again = await eve.connect();
	await removeFactor(eve);
	await again.waitFor("session:revoked");
	assertRefused(await eve.get("/api/servers?mine=true"), 401, "unauthenticated");
	assert.ok(own.socket.connected);
	await admin.setSecondFactor("off");
	assert.equal((await eve.get("/api/servers?mine=true")).status, 200);
	own.close();
});
