import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "@/db";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { holdTransaction, waitsFor } from "@/test/support/held-transaction";
import { crowdOf, repeatsOf } from "@/test/support/races";
import { range } from "@/test/support/socket-client";
import { TestServer } from "@/test/support/test-server";

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;
let crowd: ApiClient[];

const rounds = repeatsOf(5);
const crowdSize = Math.max(5, crowdOf(30));

before(async () => {
	world = await TestServer.open();
	({ ada, bob } = await world.createThree());
	crowd = await world.createUsers(...range(1, crowdSize).map((n) => `crowd${n}`));
});
after(() => world.close());

const joinAll = (code: string) => Promise.all(crowd.map((person) => person.post(`/api/invites/${code}`)));

async function countsOf(serverId: number, code: string) {
	const [row] = await sql<{ uses: number; joined: number; counted: number }[]>`
		select i.uses, (select count(*)::int - 1 from memberships m where m.server_id = s.id) as joined, s.member_count - 1 as counted
		from invites i join servers s on s.id = i.server_id where i.code = ${code} and s.id = ${serverId}`;
	return row;
}

test("of a crowd at an invite's last uses exactly as many join, and the others get used_up", async () => {
	for (let round = 0; round < rounds; round++) {
		const { serverId } = await ada.createServer(`Last uses ${round}`, { visibility: "private" });
		const left = 1 + (round % 3);
		const code = await ada.createInvite(serverId, { maxUses: left });
		const answers = await joinAll(code);
		assert.equal(answers.filter(({ status }) => status === 200).length, left);
		for (const answer of answers)
			if (answer.status !== 200) {
				assertRefused(answer, 410, "invite_ended");
				assert.equal(answer.body.error?.reason, "used_up");
			}
		assert.deepEqual(await countsOf(serverId, code), { uses: left, joined: left, counted: left });
		await ada.delete(`/api/servers/${serverId}`);
	}
});

test("a join that waits while the last use of its invite is taken is refused", async () => {
	const { serverId } = await ada.createServer("Taken elsewhere", { visibility: "private" });
	const code = await ada.createInvite(serverId, { maxUses: 1 });
	// As another instance does, whose joins do not wait in this one's queue.
	const release = await holdTransaction((tx) => tx`update invites set uses = 1 where code = ${code}`);
	const joining = bob.post(`/api/invites/${code}`);
	await waitsFor("invites");
	await release();
	const answer = await joining;
	assertRefused(answer, 410, "invite_ended");
	assert.equal(answer.body.error?.reason, "used_up");
	assert.deepEqual(await countsOf(serverId, code), { uses: 1, joined: 0, counted: 0 });
});

test("users who are refused for another reason take no use from the others of the same moment", async () => {
	const { serverId } = await ada.createServer("Others first", { visibility: "private" });
	const code = await ada.createInvite(serverId, { maxUses: 3 });
	await sql`update users set display_name = 'ada' where username in ('crowd1', 'crowd2')`;
	await crowd[2]?.post(`/api/invites/${code}`);
	const answers = await Promise.all(
		[...crowd.slice(0, 3), ...crowd.slice(0, 3), ...crowd.slice(3, 5)].map((person) =>
			person.post(`/api/invites/${code}`),
		),
	);
	assert.deepEqual(
		answers.map(({ status }) => status),
		[403, 403, 409, 403, 403, 409, 200, 200],
	);
	assert.deepEqual(await countsOf(serverId, code), { uses: 3, joined: 3, counted: 3 });
	await sql`update users set display_name = username where username in ('crowd1', 'crowd2')`;
});

test("nobody joins through an invite after the response to a pause or a revocation", async () => {
	for (let round = 0; round < rounds; round++) {
		const { serverId } = await ada.createServer(`Closing ${round}`, { visibility: "private" });
		const code = await ada.createInvite(serverId, { maxUses: 1000 });
		const joining = joinAll(code);
		await sleep((round % 10) * 3);
		const until = new Date(Date.now() + 60_000).toISOString();
		const closed =
			round % 2 === 0
				? await ada.put(`/api/servers/${serverId}/invites/pause`, { until })
				: await ada.delete(`/api/invites/${code}`);
		assert.equal(closed.status, 204);
		const atClosing = await countsOf(serverId, code);
		const answers = await joining;
		assert.deepEqual(await countsOf(serverId, code), atClosing);
		const joined = answers.filter(({ status }) => status === 200).length;
		assert.deepEqual(atClosing, { uses: joined, joined, counted: joined });
		for (const answer of answers) if (answer.status !== 200) assertRefused(answer, 410, "invite_ended");
		await ada.delete(`/api/servers/${serverId}`);
	}
});

test("a pause waits for a join that has found the invites open", async () => {
	const { serverId } = await ada.createServer("Waits", { visibility: "private" });
	const code = await ada.createInvite(serverId);
	const release = await holdTransaction((tx) => tx`select 1 from invites where code = ${code} for update`);
	const joining = bob.post(`/api/invites/${code}`);
	await waitsFor('from "invites"');
	const pausing = ada.put(`/api/servers/${serverId}/invites/pause`, { until: "2100-01-01T00:00:00.000Z" });
	await Promise.race([pausing.then(() => assert.fail("the pause was answered before the join")), sleep(200)]);
	await release();
	assert.equal((await joining).status, 200);
	assert.equal((await pausing).status, 204);
});

test("of concurrent joins of one user through several invites one succeeds, and one use is spent", async () => {
	const { serverId } = await ada.createServer("One of them", { visibility: "private" });
	const codes = await Promise.all(range(1, 5).map(() => ada.createInvite(serverId, { maxUses: 1 })));
	const answers = await Promise.all([...codes, ...codes].map((code) => bob.post(`/api/invites/${code}`)));
	assert.equal(answers.filter(({ status }) => status === 200).length, 1);
	for (const answer of answers) if (answer.status !== 200) assertRefused(answer, 409, "already_member");
	const [row] = await sql<{ n: number }[]>`select sum(uses)::int as n from invites where server_id = ${serverId}`;
	assert.equal(row?.n, 1);
});

test("an invite gives no role after the response to its maker's loss of the right to give it", async () => {
	const { serverId } = await ada.createServer("Demoted", { visibility: "private" });
	await ada.addMember(serverId, bob);
	const scout = await ada.createRole(serverId, "scout", { permissions: ["send_messages"] });
	const keeper = await ada.createRole(
		serverId,
		"keeper",
		{ permissions: ["create_invites", "manage_roles", "send_messages"] },
		bob,
	);
	const code = await bob.createInvite(serverId, { roleIds: [scout] });
	const joining = joinAll(code);
	const taken = await ada.delete(`/api/servers/${serverId}/members/bob/roles/${keeper}`);
	assert.equal(taken.status, 204);
	const holders = async () => (await sql`select 1 from member_roles where role_id = ${scout}`).length;
	const atLoss = await holders();
	for (const { status } of await joining) assert.equal(status, 200);
	assert.equal(await holders(), atLoss);
	const late = await world.createUser("late");
	assert.equal((await late.post(`/api/invites/${code}`)).status, 200);
	assert.equal(await holders(), atLoss);
});
