import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "@/db";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { holdTransaction, waitsFor } from "@/test/support/held-transaction";
import { repeatsOf } from "@/test/support/races";
import { type SocketClient, waitUntil } from "@/test/support/socket-client";
import { TestServer } from "@/test/support/test-server";

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;
let eve: ApiClient;

before(async () => {
	world = await TestServer.open();
	({ ada, bob, eve } = await world.createThree());
});
after(() => world.close());

const rules = ["Be kind.", "Stay on topic."];
const patch = (serverId: number, body: object, by = ada) => by.patch(`/api/servers/${serverId}`, body);
async function withRules(name: string, extra: object = {}) {
	const made = await ada.createServer(name, extra);
	const { status, text } = await patch(made.serverId, { joinRequirements: { rules } });
	assert.equal(status, 200, text);
	return made;
}
const accept = (person: ApiClient, serverId: number, version: unknown) =>
	person.put(`/api/servers/${serverId}/rules`, { accept: version });
const send = (person: ApiClient, channelId: number) =>
	person.post(`/api/channels/${channelId}/messages`, { nonce: randomUUID(), content: "hello" });
const accepted = async (person: ApiClient, serverId: number) =>
	(await person.get(`/api/servers/${serverId}`)).body.server?.rulesAccepted;

/** The changes of access in one server: those of an earlier test may still be on their way. */
const accessOf = (client: SocketClient, serverId: number) =>
	client.of("access").filter((event) => event.serverId === serverId);

test("bad requirements name their field, and only members who may manage the server change them", async () => {
	const { serverId } = await ada.createServer("Requirements");
	await bob.join(serverId);
	assertRefused(await patch(serverId, { joinRequirements: { approval: true } }, bob), 403, "forbidden");
	for (const [body, field] of [
		[{ joinRequirements: { rules: Array(17).fill("x") } }, "joinRequirements.rules"],
		[{ joinRequirements: { rules: ["x".repeat(301)] } }, "joinRequirements.rules"],
		[{ joinRequirements: { rules: [" "] } }, "joinRequirements.rules"],
		[{ joinRequirements: { question: "x".repeat(301) } }, "joinRequirements.question"],
		[{ joinRequirements: { minAccountMinutes: -1 } }, "joinRequirements.minAccountMinutes"],
		[{ joinRequirements: { minAccountMinutes: 43_201 } }, "joinRequirements.minAccountMinutes"],
		[{ joinRequirements: { approval: "yes" } }, "joinRequirements.approval"],
		[{ joinRequirements: { verifiedEmail: true } }, "joinRequirements.verifiedEmail"],
		[{ askToAcceptAgain: 1 }, "askToAcceptAgain"],
	] as const)
		assertRefused(await patch(serverId, body), 400, "invalid_request", field);
});

test("a change of one requirement keeps the others, and only a change of the rules raises their version", async () => {
	const { serverId } = await ada.createServer("One by one");
	const required = async (change: object) => {
		const { server } = (await patch(serverId, { joinRequirements: change })).body;
		return [server?.joinRequirements, server?.rulesVersion] as const;
	};
	const none = { approval: false, question: "", rules: [] as string[], minAccountMinutes: 0 };
	assert.deepEqual(await required({ rules }), [{ ...none, rules }, 1]);
	assert.deepEqual(await required({ question: "Why?", rules }), [{ ...none, rules, question: "Why?" }, 1]);
	assert.deepEqual(await required({}), [{ ...none, rules, question: "Why?" }, 1]);
	assert.deepEqual(await required({ rules: [] }), [{ ...none, question: "Why?" }, 2]);
});

test("everybody learns whether joining needs approval, and its change", async () => {
	const { serverId } = await ada.createServer("Approval shown");
	const listed = async () => {
		const { servers } = (await bob.get(`/api/servers?q=${encodeURIComponent("Approval shown")}`)).body;
		return servers?.find(({ id }: { id: number }) => id === serverId);
	};
	assert.equal((await listed())?.needsApproval, false);
	await patch(serverId, { joinRequirements: { approval: true } });
	const server = await listed();
	assert.equal(server?.needsApproval, true);
	assert.equal(server && "joinRequirements" in server, false);
});

test("a young account is refused, with the time it must wait", async () => {
	const { serverId } = await ada.createServer("Old accounts");
	await patch(serverId, { joinRequirements: { minAccountMinutes: 60 } });
	const code = await ada.createInvite(serverId, { maxUses: 1 });
	for (const answer of [await bob.post(`/api/membership/${serverId}`), await bob.post(`/api/invites/${code}`)]) {
		assertRefused(answer, 403, "join_requirements_not_met", "minAccountMinutes");
		const { retryAfterMs = 0 } = answer.body.error ?? {};
		assert.ok(retryAfterMs > 3_400_000 && retryAfterMs <= 3_600_000, String(retryAfterMs));
	}
	await sql`update users set created_at = now() - interval '61 minutes' where id = ${bob.id}`;
	assert.equal((await bob.post(`/api/invites/${code}`)).status, 200);
});

test("a member who has not accepted the rules reads and may not write, until they accept", async () => {
	const { serverId, channelId } = await withRules("Read only");
	await ada.sendMessage(channelId, "welcome");
	await bob.join(serverId);
	assert.equal(await accepted(bob, serverId), false);
	assert.equal((await bob.get(`/api/channels/${channelId}/messages`)).body.messages?.length, 1);
	assertRefused(await send(bob, channelId), 403, "rules_not_accepted");
	assertRefused(await bob.post(`/api/servers/${serverId}/invites`), 403, "rules_not_accepted");
	const path = `/api/channels/${channelId}/messages/1/reactions/${encodeURIComponent("🔥")}`;
	assertRefused(await bob.put(path), 403, "rules_not_accepted");
	assertRefused(await accept(eve, serverId, 1), 403, "not_member");
	for (const version of [0, 2]) assertRefused(await accept(bob, serverId, version), 409, "conflict");
	for (const version of ["1", 1.5, null, undefined])
		assertRefused(await accept(bob, serverId, version), 400, "invalid_request", "accept");
	const socket = await bob.connect();
	assert.equal((await accept(bob, serverId, 1)).status, 204);
	await waitUntil("the member is notified", () => accessOf(socket, serverId).length > 0);
	assert.equal((await accept(bob, serverId, 1)).status, 204);
	assert.equal(accessOf(socket, serverId).length, 1);
	assert.equal(await accepted(bob, serverId), true);
	assert.equal((await send(bob, channelId)).status, 201);
	socket.close();
});

test("the rules are accepted with the join: as public, by invitation, through an invite and by approval", async () => {
	const { serverId, channelId } = await withRules("In one go");
	const code = await ada.createInvite(serverId);
	const asking = await ada.createInvite(serverId, { needsApproval: true });
	for (const join of [
		() => bob.post(`/api/membership/${serverId}`, { acceptRules: 1 }),
		async () => {
			await ada.put(`/api/servers/${serverId}/members/bob`);
			return bob.post(`/api/invitations/${serverId}`, { acceptRules: 1 });
		},
		() => bob.post(`/api/invites/${code}`, { acceptRules: 1 }),
		async () => {
			await bob.post(`/api/invites/${asking}`, { acceptRules: 1 });
			const { requests } = (await ada.get(`/api/servers/${serverId}/requests`)).body;
			return ada.put(`/api/servers/${serverId}/requests/${requests?.[0]?.id}`, { state: "approved" });
		},
	]) {
		const { status, text } = await join();
		assert.equal(status, 200, text);
		assert.equal((await send(bob, channelId)).status, 201);
		await bob.leave(serverId);
	}
	await bob.post(`/api/membership/${serverId}`, { acceptRules: 7 });
	assertRefused(await send(bob, channelId), 403, "rules_not_accepted");
	await bob.leave(serverId);
});

test("new rules need no new acceptance unless the editor asks for it; the owner is exempt", async () => {
	const { serverId, channelId } = await withRules("Edited");
	await bob.post(`/api/membership/${serverId}`, { acceptRules: 1 });
	const socket = await bob.connect();
	await patch(serverId, { joinRequirements: { rules: ["Be kinder."] } });
	assert.equal((await send(bob, channelId)).status, 201);
	assert.deepEqual(accessOf(socket, serverId), []);
	const { body } = await patch(serverId, { joinRequirements: { rules }, askToAcceptAgain: true });
	assert.deepEqual([body.server?.rulesVersion, body.server?.rulesAccepted], [3, true]);
	await waitUntil("the member is notified", () => accessOf(socket, serverId).length === 1);
	assertRefused(await send(bob, channelId), 403, "rules_not_accepted");
	assert.equal((await send(ada, channelId)).status, 201);
	assertRefused(await accept(bob, serverId, 2), 409, "conflict");
	await patch(serverId, { joinRequirements: { rules: [] } });
	assert.equal((await send(bob, channelId)).status, 201);
	socket.close();
});

test("a change of the requirements waits for a join that has met the earlier ones", async () => {
	for (const change of [{ joinRequirements: { approval: true } }, { visibility: "private" }]) {
		const { serverId } = await ada.createServer("Waits for a join");
		// The join has passed the requirements, and waits to delete invitations.
		const release = await holdTransaction((tx) => tx`lock table invitations in share mode`);
		const joining = bob.post(`/api/membership/${serverId}`);
		await waitsFor('insert into "memberships"');
		const changing = patch(serverId, change);
		await Promise.race([changing.then(() => assert.fail("the change was answered before the join")), sleep(200)]);
		await release();
		assert.deepEqual([(await joining).status, (await changing).status], [200, 200]);
	}
});

test("joins and acceptances race with changes of the rules: nobody writes who has not accepted what was asked", async () => {
	const { serverId, channelId } = await withRules("Racing rules");
	for (let round = 0; round < repeatsOf(10); round++) {
		const version = (await ada.get(`/api/servers/${serverId}`)).body.server?.rulesVersion ?? 0;
		const text = { rules: [`Rule ${round}`] };
		await Promise.all([
			bob.post(`/api/membership/${serverId}`, { acceptRules: version }),
			patch(serverId, { joinRequirements: text, askToAcceptAgain: true }),
			accept(bob, serverId, version),
		]);
		// A user who joined and accepted before the change was asked again.
		assertRefused(await send(bob, channelId), 403, "rules_not_accepted");
		await Promise.all([bob.delete(`/api/membership/${serverId}`), accept(bob, serverId, version + 1)]);
		await Promise.all([bob.post(`/api/membership/${serverId}`), patch(serverId, { joinRequirements: { rules: [] } })]);
		assert.equal((await send(bob, channelId)).status, 201, "without rules everybody may write");
		await bob.leave(serverId);
		await patch(serverId, { joinRequirements: { rules } });
	}
});

test("a slug is unique, well formed and not reserved, and leads those who may see the server to it", async () => {
	const { serverId } = await ada.createServer("Slugs");
	const hidden = await ada.createServer("Hidden slugs", { visibility: "private" });
	for (const slug of ["ab", "x".repeat(33), "Up", "a b", "-abc", "abc-", "a--b", "ä-b", "a_b", 1, ""])
		assertRefused(await patch(serverId, { slug }), 400, "invalid_request", "slug");
	for (const slug of ["admin", "invite", "settings"]) assertRefused(await patch(serverId, { slug }), 409, "name_taken");
	assert.equal((await patch(serverId, { slug: "contour-club" })).body.server?.slug, "contour-club");
	assertRefused(await patch(hidden.serverId, { slug: "contour-club" }), 409, "name_taken");
	assert.equal((await patch(hidden.serverId, { slug: "secret-club" })).status, 200);
	const find = async (person: ApiClient, slug: string) => person.get(`/api/servers/by-slug/${slug}`);
	assert.equal((await find(world.guest(), "contour-club")).body.server?.id, serverId);
	assert.equal((await find(bob, "CONTOUR-club")).body.server?.joinRequirements?.approval, false);
	assert.equal((await find(ada, "secret-club")).body.server?.id, hidden.serverId);
	const unknown = await find(bob, "nothing-here");
	assertRefused(unknown, 404, "server_not_found");
	for (const slug of ["secret-club", "%00%00%00", "x", "a--b"])
		assert.equal((await find(bob, slug)).text, unknown.text);
	await patch(serverId, { slug: null });
	assertRefused(await find(bob, "contour-club"), 404, "server_not_found");
	assert.equal((await patch(hidden.serverId, { slug: "contour-club" })).status, 200);
});

test("the welcome channel is one that everybody may see, and where joining leads", async () => {
	const { serverId, channelId } = await ada.createServer("Welcome");
	const other = await ada.createServer("Not here");
	const hidden = await ada.createChannel(serverId, "hidden", { private: true });
	const lobby = await ada.createChannel(serverId, "lobby");
	const { seq } = await ada.sendMessage(channelId, "root");
	const thread = (await ada.post(`/api/channels/${channelId}/messages/${seq}/thread`)).body.thread?.channelId;
	for (const welcomeChannelId of [other.channelId, hidden, thread, 999_999, "1"])
		assertRefused(await patch(serverId, { welcomeChannelId }), 400, "invalid_request", "welcomeChannelId");
	assert.equal((await patch(serverId, { welcomeChannelId: lobby })).body.server?.welcomeChannelId, lobby);
	const code = await ada.createInvite(serverId);
	assert.equal((await bob.post(`/api/invites/${code}`)).body.channelId, lobby);
	await ada.patch(`/api/channels/${lobby}`, { private: true });
	for (const who of [ada, bob, world.guest()])
		assert.equal((await who.get(`/api/servers/${serverId}`)).body.server?.welcomeChannelId, null);
	await ada.patch(`/api/channels/${lobby}`, { private: false });
	assert.equal((await bob.get(`/api/servers/${serverId}`)).body.server?.welcomeChannelId, lobby);
	await ada.delete(`/api/channels/${lobby}`);
	assert.equal((await ada.get(`/api/servers/${serverId}`)).body.server?.welcomeChannelId, null);
});
