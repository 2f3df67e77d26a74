import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "@/db";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { ada, bob, channelId, eve, serverId, setUpCommunity } from "@/test/support/community";
import { soon } from "@/test/support/moderation";

setUpCommunity();

const bans = (server: number, username: string) => `/api/servers/${server}/bans/${username}`;
const actions = (server: number) => `/api/servers/${server}/moderation-actions`;
const sanctionsShownTo = async (person: ApiClient, server: number) =>
	(await person.get("/api/sanctions")).body.sanctions?.filter((one) => one.server.id === server) ?? assert.fail();

async function ban(server: number, username: string, body: object = {}): Promise<number> {
	const { status, text, body: answer } = await ada.put(bans(server, username), body);
	assert.equal(status, 200, text);
	return answer.action?.id ?? 0;
}

test("a member who moderates nobody learns neither whether a name exists nor which actions there are", async () => {
	const { serverId: own } = await ada.createServer("Quiet");
	await bob.join(own);
	const known = await ban(own, "eve");
	for (const subject of ["eve", "ada", "no.such.user"])
		assertRefused(await bob.post(actions(own), { subject, sanction: { kind: "ban" } }), 403, "forbidden");
	for (const id of [known, 999_999, "x"]) assertRefused(await bob.delete(`${actions(own)}/${id}`), 403, "forbidden");
});

test("of a user who has never been a member, a moderator sees no more than the username", async () => {
	assert.equal((await eve.patch("/api/account", { displayName: "Evelyn Hidden" })).status, 200);
	await sql`update users set avatar_url = '/api/pictures/x' where id = ${eve.id}`;
	const { serverId: own } = await ada.createServer("Strangers");
	const answer = await ada.post(actions(own), { subject: "eve", sanction: { kind: "ban" } });
	const answers = [answer, await ada.get(`/api/servers/${own}/bans`), await ada.get(`/api/servers/${own}/audit-log`)];
	for (const { status, text } of answers) {
		assert.ok(status < 300, text);
		assert.match(text, /"displayName":"eve"/);
		assert.doesNotMatch(text, /Evelyn|pictures/);
	}
	assert.deepEqual((await ada.get(`/api/servers/${own}/bans?q=evelyn`)).body.bans, []);
	assert.equal((await ada.get(`/api/servers/${own}/bans?q=ev`)).body.bans?.length, 1);
	// Of a former member it shows what they have shown.
	assert.equal((await ada.delete(bans(own, "eve"))).status, 204);
	await eve.join(own);
	await ban(own, "eve");
	assert.equal((await ada.get(`/api/servers/${own}/bans?q=evelyn`)).body.bans?.[0]?.user.displayName, "Evelyn Hidden");
	await sql`update users set avatar_url = null, display_name = 'eve' where id = ${eve.id}`;
});

test("a ban cannot be used to write to a stranger: they receive neither the ban nor its end", async () => {
	// Not even to a user who was a member of another server, and is banned there.
	const { serverId: elsewhere } = await ada.createServer("Known elsewhere");
	await eve.join(elsewhere);
	await ban(elsewhere, "eve");
	for (const visibility of ["public", "private"]) {
		const { serverId: own } = await ada.createServer(`Stranger to ${visibility}`, { visibility });
		const client = await eve.connect();
		const id = await ban(own, "eve", { reason: "Read this" });
		assert.deepEqual(await sanctionsShownTo(eve, own), []);
		assert.equal((await ada.delete(`${actions(own)}/${id}`)).status, 204);
		await ban(own, "eve", { reason: "And this" });
		assert.equal((await ada.delete(bans(own, "eve"))).status, 204);
		// The next event of the user comes after those that there would be.
		assert.equal((await eve.patch("/api/account", { bio: visibility })).status, 200);
		await client.waitFor("account");
		assert.deepEqual(client.of("sanction"), []);
		client.close();
	}
});

test("a banned member receives each change of the ban, and nothing newer about the private server", async () => {
	const { serverId: own } = await ada.createServer("Changing", { visibility: "private" });
	await ada.addMember(own, bob);
	const client = await bob.connect();
	await ban(own, "bob", { reason: "First", until: soon() });
	await client.waitFor("sanction", ({ imposed }) => imposed);
	const later = await ban(own, "bob", { reason: "Second" });
	const [latest, ...others] = await sanctionsShownTo(bob, own);
	assert.deepEqual([latest?.id, latest?.reason, latest?.until, others], [later, "Second", null, []]);
	assert.deepEqual(Object.keys(latest?.server ?? {}).sort(), ["iconUrl", "id", "name"]);
	assert.equal((await ada.delete(bans(own, "bob"))).status, 204);
	await client.waitFor("sanction", ({ imposed }) => !imposed);
	assert.deepEqual(await sanctionsShownTo(bob, own), []);
	client.close();
});

test("a ban that is over has replaced the one before for good: undoing it bans nobody again", async () => {
	const { serverId: own } = await ada.createServer("Over");
	await bob.join(own);
	await ban(own, "bob");
	const short = await ban(own, "bob", { until: soon() });
	await sql`update moderation_actions set until = now() - interval '1 minute' where id = ${short}`;
	await sql`update bans set until = now() - interval '1 minute' where action_id = ${short}`;
	await bob.join(own);
	assert.equal((await ada.delete(bans(own, "bob"))).status, 204);
	const entries = async () => (await ada.get(`/api/servers/${own}/audit-log`)).body.entries?.length;
	assert.equal(await entries(), 2);
	assert.equal((await ada.delete(`${actions(own)}/${short}`)).status, 204);
	assert.deepEqual((await ada.get(`/api/servers/${own}/bans`)).body.bans, []);
	assert.deepEqual(await sanctionsShownTo(bob, own), []);
	await bob.leave(own);
	await bob.join(own);
});

test("a ban is still listed after any number of later sanctions, of which no more than 1,000 are read", async () => {
	const banned = await ada.createServer("Banned early");
	const timedOut = await ada.createServer("Timed out early");
	const crowded = await ada.createServer("Crowded");
	for (const { serverId: own } of [banned, timedOut, crowded]) await bob.join(own);
	assert.equal((await ada.put(`/api/servers/${timedOut.serverId}/members/bob/timeout`, { until: soon() })).status, 204);
	const first = await ban(banned.serverId, "bob");
	assert.equal((await sanctionsShownTo(bob, timedOut.serverId)).length, 1);
	await sql`insert into moderation_actions (server_id, actor_id, subject_id, kind, was_member)
		select ${crowded.serverId}, ${ada.id}, ${bob.id}, 'ban', true from generate_series(1, 999)`;
	const last = await ban(crowded.serverId, "bob", { reason: "The last" });
	assert.deepEqual(((await bob.get("/api/sanctions")).body.sanctions ?? []).map(({ id }) => id).slice(0, 2), [
		last,
		first,
	]);
	assert.deepEqual(await sanctionsShownTo(bob, timedOut.serverId), []);
	for (const { serverId: own } of [banned, timedOut, crowded])
		assert.equal((await ada.delete(`/api/servers/${own}`)).status, 204);
});

test("a timed-out member ends no poll, removes no preview and takes no role of their own, and still deletes and reads", async () => {
	const { seq } = await bob.sendMessage(channelId, "Mine", { poll: { question: "Where?", options: ["A", "B"] } });
	const path = `/api/channels/${channelId}/messages/${seq}`;
	const timeout = `/api/servers/${serverId}/members/bob/timeout`;
	const roleId = await ada.createRole(serverId, "pronouns", { selfAssignable: true });
	const role = `/api/servers/${serverId}/members/bob/roles/${roleId}`;
	assert.equal((await ada.put(timeout, { until: soon() })).status, 204);
	assertRefused(await bob.put(`${path}/poll/end`), 403, "timed_out");
	assertRefused(await bob.delete(`${path}/embeds/1`), 403, "timed_out");
	for (const act of ["put", "delete"] as const) assertRefused(await bob[act](role), 403, "timed_out");
	assert.equal((await bob.get(`${path}/versions`)).status, 200);
	assert.equal((await bob.delete(path)).status, 204);
	assert.equal((await ada.put(timeout, { until: null })).status, 204);
});
