import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql } from "@/db";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { repeatsOf } from "@/test/support/races";
import { range, type SocketClient, waitUntil } from "@/test/support/socket-client";
import { TestServer } from "@/test/support/test-server";
import { tablesOf } from "@/test/support/traces";

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;
let eve: ApiClient;
let nobody: ApiClient;

before(async () => {
	world = await TestServer.open();
	({ ada, bob, eve } = await world.createThree());
	nobody = world.guest();
});
after(() => world.close());

const countOf = async (serverId: number) => (await ada.get(`/api/servers/${serverId}`)).body.server?.memberCount;

test("membership requires a session and an existing server", async () => {
	const { serverId } = await ada.createServer("Contour");
	for (const method of ["GET", "POST", "DELETE"]) {
		assertRefused(await nobody.call(method, `/api/membership/${serverId}`), 401, "unauthenticated");
		assertRefused(await bob.call(method, "/api/membership/999999"), 404, "server_not_found");
	}
	assertRefused(await bob.delete(`/api/membership/${serverId}`), 404, "not_a_member");
	assert.deepEqual((await bob.get(`/api/membership/${serverId}`)).body, {
		isMember: false,
		role: null,
		joinedAt: null,
	});
});

test("of fifty concurrent joins of one user exactly one succeeds, and the count is exact", async () => {
	const { serverId } = await ada.createServer("Rush");
	const answers = await Promise.all(range(1, 50).map(() => bob.post(`/api/membership/${serverId}`)));
	assert.equal(answers.filter(({ status }) => status === 200).length, 1);
	for (const answer of answers) if (answer.status !== 200) assertRefused(answer, 409, "already_member");
	assert.equal(await countOf(serverId), 2);
	const leaves = await Promise.all(range(1, 20).map(() => bob.delete(`/api/membership/${serverId}`)));
	assert.equal(leaves.filter(({ status }) => status === 200).length, 1);
	for (const answer of leaves) if (answer.status !== 200) assertRefused(answer, 404, "not_a_member");
	assert.equal(await countOf(serverId), 1);
});

test("the count stays exact while many join and leave at once", async () => {
	const { serverId, channelId } = await ada.createServer("Revolving");
	const crowd = await world.createUsers(...range(1, 12).map((n) => `guest${n}`));
	await Promise.all(
		crowd.map(async (person, n) => {
			for (let round = 0; round < 4; round++) {
				await Promise.all([person.post(`/api/membership/${serverId}`), ada.sendMessage(channelId, `${n} ${round}`)]);
				if (round < 3 || n % 2) await person.delete(`/api/membership/${serverId}`);
			}
		}),
	);
	const [row] = await sql<{ n: number }[]>`select count(*) as n from memberships where server_id = ${serverId}`;
	assert.equal(row?.n, 7);
	assert.equal(await countOf(serverId), 7);
});

test("the owner is a member, may not leave, and gets a clear error", async () => {
	const { serverId } = await ada.createServer("Mine");
	const { body } = await ada.get(`/api/membership/${serverId}`);
	assert.equal(body.role, "owner");
	assertRefused(await ada.delete(`/api/membership/${serverId}`), 409, "owner_cannot_leave");
	assertRefused(await ada.post(`/api/membership/${serverId}`), 409, "already_member");
	assert.equal(await countOf(serverId), 1);
	assert.deepEqual((await ada.get(`/api/membership/${serverId}`)).body, body);
});

test("a new member has read all earlier messages; leaving deletes the read markers", async () => {
	const { serverId, channelId } = await ada.createServer("Marks");
	for (const n of range(1, 3)) await ada.sendMessage(channelId, `${n} @bob`);
	const { body } = await bob.post(`/api/membership/${serverId}`);
	assert.equal(body.role, "member");
	assert.match(String(body.joinedAt), /^\d{4}-.*Z$/);
	assert.deepEqual((await bob.get(`/api/membership/${serverId}`)).body, body);
	const joined = await bob.channelState(channelId);
	assert.deepEqual([joined.lastSeq, joined.lastReadSeq, joined.mentionCount], [3, 3, 0]);
	await ada.sendMessage(channelId, "4 @bob");
	assert.equal((await bob.channelState(channelId)).mentionCount, 1);
	await bob.put(`/api/channels/${channelId}/read`, { seq: 0, force: true });
	assert.deepEqual((await bob.delete(`/api/membership/${serverId}`)).body, { isMember: false });
	const [left] = await sql`select 1 from reads where user_id = ${bob.id} and channel_id = ${channelId}`;
	assert.equal(left, undefined);
	await bob.join(serverId);
	const again = await bob.channelState(channelId);
	assert.deepEqual([again.lastReadSeq, again.mentionCount], [4, 0]);
});

test("leaving deletes a user's state in channels and threads, but keeps messages, reactions, votes and saved messages", async () => {
	const { serverId, channelId } = await ada.createServer("Forgotten");
	await bob.join(serverId);
	const path = `/api/channels/${channelId}`;
	const { seq } = await bob.sendMessage(channelId, "root", { poll: { question: "Which?", options: ["a", "b"] } });
	const { body } = await bob.post(`${path}/messages/${seq}/thread`);
	const thread = body.thread?.channelId ?? 0;
	await bob.sendMessage(thread, "in the thread");
	for (const place of [channelId, thread]) {
		await ada.sendMessage(place, "@bob");
		await bob.put(`/api/channels/${place}/draft`, { content: "begun" });
		await bob.put(`/api/channels/${place}/messages/1/saved`);
		await bob.put(`/api/channels/${place}/messages/1/reactions/${encodeURIComponent("🔥")}`);
	}
	await bob.put(`${path}/messages/${seq}/votes`, { options: [1] });
	await bob.put(`${path}/level`, { level: "all" });
	const own = (place: number) => tablesOf({ user_id: bob.id, channel_id: place });
	const stays = ["changes", "reactions", "saved"];
	assert.deepEqual(
		await own(channelId),
		[...stays, "votes", "channel_levels", "drafts", "mentions", "reads"].toSorted(),
	);
	assert.deepEqual(await own(thread), [...stays, "drafts", "follows", "mentions", "reads"].toSorted());
	assert.ok((await tablesOf({ user_id: bob.id, server_id: serverId })).includes("memberships"));

	await bob.leave(serverId);
	assert.deepEqual(await own(channelId), [...stays, "votes"]);
	assert.deepEqual(await own(thread), stays);
	assert.deepEqual(await tablesOf({ user_id: bob.id, server_id: serverId }), []);
});

test("a join takes effect on connected sockets, and members receive joins and leaves", async () => {
	const { serverId, channelId } = await ada.createServer("Live");
	const [adas, bobs, eves] = await Promise.all([ada.connect(), bob.connect(), eve.connect()]);
	assert.equal((await bobs.ask("channel:open", { channelId })).error?.code, "not_member");
	await bob.join(serverId);
	const came = await adas.waitFor("member:joined", (event) => event.serverId === serverId);
	assert.deepEqual([came.serverId, came.user.username, came.memberCount], [serverId, "bob", 2]);
	assert.equal("email" in came.user, false);
	await bobs.waitFor("member:joined", (event) => event.serverId === serverId);
	const order = bobs.received.flatMap(({ event, payload }) =>
		/^member/.test(event) && (payload as { serverId: number }).serverId === serverId ? [event] : [],
	);
	assert.deepEqual(order, ["membership", "member:joined"]);
	await bobs.open({ channelId });
	await adas.sendMessage(channelId, "welcome");
	await bobs.waitFor("messages");
	await bobs.waitFor("activity", (serialized) => serialized.serverId === serverId);
	await bob.leave(serverId);
	assert.deepEqual(await adas.waitFor("member:left", (event) => event.serverId === serverId), {
		serverId,
		userId: bob.id,
		memberCount: 1,
	});
	assert.deepEqual(await bobs.waitFor("membership", (event) => event.serverId === serverId && !event.isMember), {
		serverId,
		isMember: false,
		reason: "left",
	});
	assert.deepEqual(eves.received, []);
	for (const client of [adas, bobs, eves]) client.close();
});

test("in any race of joins and leaves, the last event matches the database", async () => {
	const { serverId } = await ada.createServer("Flicker");
	const client = await Promise.all([bob.connect(), bob.connect()]);
	for (let round = 0; round < repeatsOf(25); round++)
		await Promise.all([
			bob.post(`/api/membership/${serverId}`),
			bob.delete(`/api/membership/${serverId}`),
			...(round % 2 ? [bob.post(`/api/membership/${serverId}`)] : [bob.delete(`/api/membership/${serverId}`)]),
		]);
	const { isMember } = (await bob.get(`/api/membership/${serverId}`)).body;
	const last = (one: SocketClient) => one.of("membership").findLast((event) => event.serverId === serverId)?.isMember;
	for (const one of client) {
		await waitUntil("the last word is the truth", () => last(one) === (isMember ?? false));
		one.close();
	}
});

test("members are looked up by id: for members only, at most 100 at once, and of this server only", async () => {
	const { serverId } = await ada.createServer("Looked up");
	await bob.join(serverId);
	const roleId = await ada.createRole(serverId, "Keepers", {}, bob);
	const path = (ids: string) => `/api/servers/${serverId}/members?userIds=${ids}`;
	assertRefused(await nobody.get(path(`${bob.id}`)), 401, "unauthenticated");
	assertRefused(await eve.get(path(`${bob.id}`)), 403, "not_member");
	const tooMany = range(1, 101).join(",");
	for (const ids of ["", "0", "x", "1,", "1,,2", "1,%202", "-1", "1.5", "9007199254740992", tooMany])
		assertRefused(await ada.get(path(ids)), 400, "invalid_request", "userIds");
	const { body } = await ada.get(path(`${eve.id},${bob.id},${bob.id},999999`));
	assert.deepEqual(
		body.members?.map(({ user, roles }) => [user.id, roles]),
		[[bob.id, [roleId]]],
	);
	const full = await ada.get(path([bob.id, ada.id, ...range(1_000_001, 1_000_098)].join(",")));
	assert.deepEqual(
		full.body.members?.map(({ user }) => user.id),
		[ada.id, bob.id],
	);
});

test("only members may list members, by page, by name and by role, with their presence", async () => {
	const { serverId } = await ada.createServer("Listed");
	assertRefused(await nobody.get(`/api/servers/${serverId}/members`), 401, "unauthenticated");
	const crowd = await world.createUsers(...range(1, 9).map((n) => `m_${n}`));
	await Promise.all(crowd.map((person) => person.join(serverId)));
	await crowd[0]?.patch("/api/account", { displayName: "100% Zoë" });
	const here = await crowd[1]?.connect();
	const listed: string[] = [];
	let cursor: string | null = "";
	while (cursor !== null) {
		const { body } = await ada.get(`/api/servers/${serverId}/members?limit=4${cursor && `&cursor=${cursor}`}`);
		listed.push(...(body.members ?? []).map(({ user }) => user.username));
		cursor = body.nextCursor ?? null;
	}
	assert.deepEqual(listed, ["m_1", "ada", ...range(2, 9).map((n) => `m_${n}`)]);
	const of = async (query: string) => (await ada.get(`/api/servers/${serverId}/members?${query}`)).body.members ?? [];
	assert.deepEqual(
		(await of("role=owner")).map(({ user }) => user.username),
		["ada"],
	);
	assert.equal((await of("role=member")).length, 9);
	assert.deepEqual(
		(await of("q=0%25%20z")).map(({ user }) => user.username),
		["m_1"],
	);
	assert.deepEqual(
		(await of("q=M_2")).map(({ presence, roles, isOwner }) => [presence, roles, isOwner]),
		[["online", [], false]],
	);
	assert.deepEqual(
		(await of("q=m_3")).map(({ presence }) => presence),
		["offline"],
	);
	for (const query of ["limit=0", "limit=101", "role=king", "cursor=x", "q=%00"])
		assertRefused(
			await ada.get(`/api/servers/${serverId}/members?${query}`),
			400,
			"invalid_request",
			query.split("=")[0],
		);
	const [member] = await of("q=m_2");
	assert.deepEqual(Object.keys(member ?? {}).sort(), [
		"isOwner",
		"joinedAt",
		"lastSeen",
		"nickname",
		"presence",
		"roles",
		"status",
		"timedOutUntil",
		"user",
	]);
	assert.deepEqual(Object.keys(member?.user ?? {}).sort(), ["avatarUrl", "createdAt", "displayName", "id", "username"]);
	here?.close();
});
