import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "@/db";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { ada, bob, eve, setUpUsers, world } from "@/test/support/community";
import { repeatsOf } from "@/test/support/races";
import { range } from "@/test/support/socket-client";

setUpUsers();

const path = (serverId: number, name?: string) =>
	`/api/servers/${serverId}/invitations${name === undefined ? "" : `/${name}`}`;
const den = (name: string, owner = ada) => owner.createServer(name, { visibility: "private" });
const sent = async (serverId: number, owner = ada) => (await owner.get(path(serverId))).body.invitations ?? [];
const sentNames = async (serverId: number, owner = ada) =>
	(await sent(serverId, owner)).map(({ username }) => username).toSorted();
const received = async (person: ApiClient) =>
	((await person.get("/api/invitations")).body.invitations ?? []).map(({ server }) => server.name);

async function invited(serverId: number, username: string, owner = ada): Promise<void> {
	const answer = await owner.put(`/api/servers/${serverId}/members/${username}`);
	assert.deepEqual([answer.status, answer.body], [202, { invited: true }], answer.text);
}

test("only the server's manager may list sent invitations, which reveal only the name invited by", async () => {
	const public_ = await ada.createServer("Open house");
	const { serverId } = await den("Who was invited");
	const una = await world.createUser("una");
	for (const id of [public_.serverId, serverId]) await invited(id, "una");
	await bob.join(public_.serverId);
	for (const [id, status, code] of [
		[public_.serverId, 403, "forbidden"],
		[serverId, 404, "server_not_found"],
		[999_999, 404, "server_not_found"],
	] as const)
		for (const person of [bob, eve, una]) {
			assertRefused(await person.get(path(id)), status, code);
			assertRefused(await person.delete(path(id, "una")), status, code);
		}
	assertRefused(await world.guest().get(path(serverId)), 401, "unauthenticated");
	assertRefused(await world.guest().delete(path(serverId, "una")), 401, "unauthenticated");
	for (const name of ["bob", "ada", "nobody", "%00", "una%20", "x".repeat(3000)])
		assertRefused(await ada.delete(path(serverId, name)), 404, "invitation_not_found");
	assert.deepEqual(Object.keys((await sent(serverId))[0] ?? {}).toSorted(), ["createdAt", "username"]);
	assert.deepEqual(await sentNames(serverId), ["una"]);
	// A user who joined is a member, and an invitation of a former owner is void.
	await una.post(`/api/invitations/${serverId}`);
	assert.deepEqual(await sentNames(serverId), []);
	await eve.join(public_.serverId);
	await sql`update servers set owner_id = ${eve.id} where id = ${public_.serverId}`;
	assert.deepEqual(await sentNames(public_.serverId, eve), []);
	assertRefused(await eve.delete(path(public_.serverId, "una")), 404, "invitation_not_found");
});

test("a declined invitation and one by a blocked user are listed, resent and withdrawn like a pending one", async () => {
	const sender = await world.createUser("sender");
	const [vera, wim, xena] = await world.createUsers("vera", "wim", "xena");
	assert.ok(vera && wim && xena);
	const all = ["vera", "wim", "xena"];
	await xena.join((await sender.createServer("Shared")).serverId);
	await xena.put("/api/users/sender/block");
	const { serverId } = await den("Three of a kind", sender);
	const client = await vera.connect();
	for (const name of all) await invited(serverId, name, sender);
	await client.waitFor("invitation");
	await wim.delete(`/api/invitations/${serverId}`);
	const before = await sent(serverId, sender);
	assert.deepEqual(before.map(({ username }) => username).toSorted(), all);
	for (const name of all) await invited(serverId, name, sender);
	assert.deepEqual(await sent(serverId, sender), before);

	client.forget();
	const answers = await Promise.all(["VERA", "wim", "xena"].map((name) => sender.delete(path(serverId, name))));
	assert.deepEqual(
		answers.map(({ status, text }) => [status, text]),
		[
			[204, ""],
			[204, ""],
			[204, ""],
		],
	);
	assert.deepEqual(await client.waitFor("invitation"), { serverId });
	assert.deepEqual(await sent(serverId, sender), []);
	for (const [index, person] of [vera, wim, xena].entries()) {
		assertRefused(await sender.delete(path(serverId, all[index])), 404, "invitation_not_found");
		assert.deepEqual(await received(person), []);
		assertRefused(await person.post(`/api/invitations/${serverId}`), 404, "invitation_not_found");
	}

	// Invited again: only a user with an open invitation sees it, and withdrawing has reset neither a decline nor the
	// daily count.
	for (const name of all) await invited(serverId, name, sender);
	await xena.delete("/api/users/sender/block");
	assert.deepEqual([await received(vera), await received(wim), await received(xena)], [["Three of a kind"], [], []]);
	const [row] = await sql<{ n: number }[]>`select count(*)::int as n from invitations where invited_by = ${sender.id}`;
	assert.equal(row?.n, 6);
	client.close();
});

test("accepting and withdrawing at once has one clear outcome", async () => {
	const { serverId } = await den("Withdrawn at once");
	for (const round of range(1, repeatsOf(5))) {
		const guest = await world.createUser(`guest${round}`);
		await invited(serverId, guest.username);
		const [accepted, ...withdrawn] = await Promise.all([
			guest.post(`/api/invitations/${serverId}`),
			...range(1, 3).map(() => ada.delete(path(serverId, guest.username))),
		]);
		const statuses = withdrawn.map(({ status }) => status).toSorted();
		if (accepted.status === 200) assert.deepEqual(statuses, [404, 404, 404]);
		else {
			assertRefused(accepted, 404, "invitation_not_found");
			assert.deepEqual(statuses, [204, 404, 404]);
		}
		const isMember = (await guest.get(`/api/servers/${serverId}`)).status === 200;
		assert.equal(isMember, accepted.status === 200);
	}
});
