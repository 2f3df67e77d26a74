import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql } from "@/db";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { actWhileLosingRole } from "@/test/support/held-transaction";
import { repeatsOf } from "@/test/support/races";
import { type SocketClient, waitUntil } from "@/test/support/socket-client";
import { TestServer } from "@/test/support/test-server";
import { ask } from "./ask";

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

/** A server whose joins must be approved. */
async function approving(name: string, requirements: object = {}, extra: object = {}): Promise<number> {
	const { serverId } = await ada.createServer(name, extra);
	const joinRequirements = { approval: true, ...requirements };
	const { status, text } = await ada.patch(`/api/servers/${serverId}`, { joinRequirements });
	assert.equal(status, 200, text);
	return serverId;
}

const requests = async (serverId: number, query = "") =>
	(await ada.get(`/api/servers/${serverId}/requests${query}`)).body;
const firstId = async (serverId: number) => (await requests(serverId)).requests?.[0]?.id ?? 0;
const decide = (serverId: number, id: number, body: object, by = ada) =>
	by.put(`/api/servers/${serverId}/requests/${id}`, body);
/** The events of one server: those of an earlier test may still be on their way. */
const countsOf = (client: SocketClient, serverId: number) =>
	client.of("join_requests").filter((count) => count.serverId === serverId);
const noticesOf = (client: SocketClient, serverId: number) =>
	client.of("join_request").filter((notice) => notice.serverId === serverId);
const isMember = async (person: ApiClient, serverId: number) =>
	(await person.get(`/api/membership/${serverId}`)).body.isMember;

test("only members with approve_joins see and decide requests", async () => {
	const serverId = await approving("Deciders");
	const hidden = await approving("Hidden deciders", {}, { visibility: "private" });
	await eve.post(`/api/membership/${serverId}`);
	const id = await firstId(serverId);
	for (const person of [bob, eve]) {
		assertRefused(await person.get(`/api/servers/${serverId}/requests`), 403, "forbidden");
		assertRefused(await decide(serverId, id, { state: "approved" }, person), 403, "forbidden");
		assertRefused(await person.get(`/api/servers/${hidden}/requests`), 404, "server_not_found");
	}
	assertRefused(await nobody.get(`/api/servers/${serverId}/requests`), 401, "unauthenticated");
	for (const unknown of ["0", "x", "999999"])
		assertRefused(
			await ada.put(`/api/servers/${serverId}/requests/${unknown}`, { state: "approved" }),
			404,
			"join_request_not_found",
		);
	// Of another server.
	assertRefused(await decide(hidden, id, { state: "approved" }), 404, "join_request_not_found");
	await ada.createRole(serverId, "door", { permissions: ["approve_joins"] });
	assert.equal((await decide(serverId, id, { state: "approved" })).status, 200);
});

test("bad input names its field", async () => {
	const serverId = await approving("Request bounds");
	for (const [body, field] of [
		[{ answer: "x".repeat(1001) }, "answer"],
		[{ answer: 1 }, "answer"],
		[{ acceptRules: "1" }, "acceptRules"],
		[{ acceptRules: -1 }, "acceptRules"],
		[{ role: "owner" }, "role"],
	] as const)
		assertRefused(await bob.post(`/api/membership/${serverId}`, body), 400, "invalid_request", field);
	await bob.post(`/api/membership/${serverId}`);
	const id = await firstId(serverId);
	for (const [body, field] of [
		[{}, "state"],
		[{ state: "pending" }, "state"],
		[{ state: "refused", reason: "x".repeat(501) }, "reason"],
	] as const)
		assertRefused(await decide(serverId, id, body), 400, "invalid_request", field);
	assertRefused(await ada.get(`/api/servers/${serverId}/requests?state=old`), 400, "invalid_request", "state");
	assertRefused(await ada.get(`/api/servers/${serverId}/requests?cursor=x`), 400, "invalid_request", "cursor");
});

test("a user has at most 100 pending requests", async () => {
	const asker = await world.createUser("asker");
	const serverId = await approving("One too many");
	const others = await sql<{ id: number }[]>`
		insert into servers (name, owner_id, category_id)
		select 'Other ' || n, ${ada.id}, (select min(id) from categories) from generate_series(1, 100) n returning id`;
	await sql`insert into join_requests (server_id, user_id)
		select unnest(${others.map(({ id }) => id)}::bigint[]), ${asker.id}`;
	const askAgain = () => asker.post(`/api/membership/${serverId}`);
	assertRefused(await askAgain(), 403, "forbidden");
	await sql`update join_requests set state = 'refused', decided_at = now() where server_id = ${others[0]?.id ?? 0}`;
	assert.equal((await askAgain()).status, 202);
	await sql`delete from servers where id in ${sql(others.map(({ id }) => id))}`;
});

test("a request by an invite that has ended meanwhile is refused", async () => {
	const serverId = await approving("Ending", {}, { visibility: "private" });
	const code = await ada.createInvite(serverId);
	const [invite] = await sql<{ id: number }[]>`update invites set revoked_at = now() where code = ${code} returning id`;
	const viewer = { id: bob.id, username: "bob" } as Parameters<typeof ask>[0];
	await assert.rejects(ask(viewer, serverId, { answer: "" }, invite?.id), { code: "invite_ended" });
	assert.deepEqual((await requests(serverId)).requests, []);
});

test("a user who is banned just before their request is stored is refused", async () => {
	const serverId = await approving("Banned meanwhile");
	const sanction = { kind: "ban", until: null };
	const path = `/api/servers/${serverId}/moderation-actions`;
	assert.equal((await ada.post(path, { subject: "bob", sanction })).status, 201);
	const viewer = { id: bob.id, username: "bob" } as Parameters<typeof ask>[0];
	await assert.rejects(ask(viewer, serverId, { answer: "" }), { code: "banned" });
	assert.equal((await requests(serverId)).pending, 0);
});

test("a request is decided in its own server, and withdrawn by its own user alone", async () => {
	const [serverId, other] = [await approving("Own"), await approving("Other")];
	for (const person of [bob, eve]) await person.post(`/api/membership/${serverId}`);
	const id = await firstId(serverId);
	assertRefused(await decide(other, id, { state: "approved" }), 404, "join_request_not_found");
	assert.equal((await requests(other)).requests?.length, 0);
	assert.equal((await eve.delete(`/api/servers/${serverId}/request`)).status, 204);
	assert.deepEqual(
		(await requests(serverId)).requests?.map(({ user }) => user.username),
		["bob"],
	);
});

test("where joins must be approved a user asks, once, and is a member when approved", async () => {
	const serverId = await approving("Asked", { question: "Why?" });
	const path = `/api/membership/${serverId}`;
	assertRefused(await bob.post(path), 403, "join_requirements_not_met", "answer");
	const asked = await bob.post(path, { answer: "Because." });
	assert.equal(asked.status, 202, asked.text);
	const { createdAt, server, ...rest } = asked.body.request ?? assert.fail();
	assert.ok(createdAt);
	assert.deepEqual(server, { id: serverId, name: "Asked", description: "", iconUrl: null, memberCount: 1 });
	assert.deepEqual(rest, { state: "pending", answer: "Because.", reason: null, decidedAt: null });
	const again = await bob.post(path, { answer: "Other words." });
	assert.deepEqual([again.status, again.body.request], [202, asked.body.request]);
	assert.equal(await isMember(bob, serverId), false);
	assert.deepEqual((await bob.get("/api/join-requests")).body.requests?.[0], asked.body.request);

	const listed = await requests(serverId);
	assert.deepEqual([listed.pending, listed.requests?.length, listed.nextCursor], [1, 1, null]);
	const { user, id, ...shown } = listed.requests?.[0] ?? assert.fail();
	assert.equal(user.username, "bob");
	assert.deepEqual(shown, {
		answer: "Because.",
		state: "pending",
		throughInvite: false,
		reason: null,
		createdAt,
		decidedBy: null,
		decidedAt: null,
	});
	const approved = await decide(serverId, id, { state: "approved" });
	assert.equal(approved.status, 200, approved.text);
	assert.deepEqual([approved.body.request?.state, approved.body.request?.decidedBy?.username], ["approved", "ada"]);
	assert.equal((await decide(serverId, id, { state: "approved" })).status, 200);
	assertRefused(await decide(serverId, id, { state: "refused" }), 409, "conflict");
	assert.equal(await isMember(bob, serverId), true);
	assert.deepEqual(
		[(await requests(serverId)).pending, (await requests(serverId, "?state=approved")).requests?.length],
		[0, 1],
	);
	assert.deepEqual(
		(await bob.get("/api/join-requests")).body.requests?.filter(({ server: { id } }) => id === serverId),
		[],
	);
});

test("a refused user reads the reason and not who refused, and asks again after a day", async () => {
	const serverId = await approving("Refused");
	await bob.post(`/api/membership/${serverId}`);
	const id = await firstId(serverId);
	assert.equal((await decide(serverId, id, { state: "refused", reason: "Not now." })).status, 200);
	assert.equal((await decide(serverId, id, { state: "refused" })).status, 200);
	assertRefused(await decide(serverId, id, { state: "approved" }), 409, "conflict");
	const { body, text } = await bob.get("/api/join-requests");
	const own = body.requests?.find(({ server }) => server.id === serverId);
	assert.deepEqual([own?.state, own?.reason], ["refused", "Not now."]);
	assert.doesNotMatch(text, /decidedBy|ada/);
	const listed = async (query: string) => (await requests(serverId, query)).requests?.map((one) => one.id);
	assert.deepEqual([await listed(""), await listed("?state=refused")], [[], [id]]);
	const ofOthers = (await eve.get("/api/join-requests")).body.requests ?? [];
	assert.ok(ofOthers.every(({ server }) => server.id !== serverId));
	// What is decided cannot be withdrawn, and the refusal still counts.
	assert.equal((await bob.delete(`/api/servers/${serverId}/request`)).status, 204);
	assertRefused(await bob.post(`/api/membership/${serverId}`), 429, "rate_limited");
	await sql`update join_requests set decided_at = decided_at - interval '8 days' where id = ${id}`;
	const later = (await bob.get("/api/join-requests")).body.requests ?? [];
	assert.ok(later.every(({ server }) => server.id !== serverId));
	assert.equal((await bob.post(`/api/membership/${serverId}`)).status, 202);
});

test("a user withdraws a request, also of a private server, and may ask again", async () => {
	const serverId = await approving("Withdrawn", {}, { visibility: "private" });
	const path = `/api/servers/${serverId}/request`;
	assertRefused(await bob.delete(path), 404, "server_not_found");
	const code = await ada.createInvite(serverId);
	assert.equal((await bob.post(`/api/invites/${code}`)).status, 202);
	const id = await firstId(serverId);
	assert.equal((await requests(serverId)).requests?.[0]?.throughInvite, true);
	assertRefused(await eve.delete(path), 404, "server_not_found");
	assert.equal((await bob.delete(path)).status, 204);
	assert.equal((await bob.delete(path)).status, 204);
	assertRefused(await decide(serverId, id, { state: "approved" }), 409, "conflict");
	assert.equal((await bob.post(`/api/invites/${code}`)).status, 202);
});

test("approval spends a use of the invite; a request spends none; an ended invite still lets the user in", async () => {
	const serverId = await approving("Uses", {}, { visibility: "private" });
	const code = await ada.createInvite(serverId, { maxUses: 1 });
	const usesOf = async () => (await sql<{ uses: number }[]>`select uses from invites where code = ${code}`)[0]?.uses;
	assert.equal((await bob.post(`/api/invites/${code}`)).status, 202);
	assert.equal((await eve.post(`/api/invites/${code}`)).status, 202);
	assert.equal(await usesOf(), 0);
	const ids = (await requests(serverId)).requests?.map(({ id }) => id) ?? [];
	const answers = await Promise.all(ids.map((id) => decide(serverId, id, { state: "approved" })));
	assert.deepEqual(
		answers.map(({ status }) => status),
		[200, 200],
	);
	assert.deepEqual([await usesOf(), await isMember(bob, serverId), await isMember(eve, serverId)], [1, true, true]);
});

test("an invite may ask for approval where the server does not, and skip it where the server does", async () => {
	const { serverId } = await ada.createServer("Open");
	const asking = await ada.createInvite(serverId, { needsApproval: true });
	assert.equal((await nobody.get(`/api/invites/${asking}`)).body.invite?.needsApproval, true);
	assert.equal((await bob.post(`/api/invites/${asking}`)).status, 202);
	const strict = await approving("Strict");
	const skipping = await ada.createInvite(strict, { needsApproval: false });
	assert.equal((await nobody.get(`/api/invites/${skipping}`)).body.invite?.needsApproval, false);
	assert.equal((await bob.post(`/api/invites/${skipping}`)).status, 200);
	await ada.createRole(strict, "inviter", { permissions: ["create_invites"] }, bob);
	assertRefused(await bob.post(`/api/servers/${strict}/invites`, { needsApproval: false }), 403, "forbidden");
	const asServer = await bob.createInvite(strict);
	assert.equal((await eve.post(`/api/invites/${asServer}`)).status, 202);
});

test("an invite that skips approval no longer does so when its creator may not approve joins any more", async () => {
	const serverId = await approving("Lapsed");
	await ada.addMember(serverId, bob);
	const role = await ada.createRole(serverId, "approver", { permissions: ["create_invites", "approve_joins"] }, bob);
	const code = await bob.createInvite(serverId, { needsApproval: false });
	assert.equal((await nobody.get(`/api/invites/${code}`)).body.invite?.needsApproval, false);
	assert.equal((await ada.delete(`/api/servers/${serverId}/members/${bob.username}/roles/${role}`)).status, 204);
	assert.equal((await nobody.get(`/api/invites/${code}`)).body.invite?.needsApproval, true);
	assert.equal((await eve.post(`/api/invites/${code}`)).status, 202);
});

test("a user who joins in another way has withdrawn the request", async () => {
	const serverId = await approving("Otherwise");
	await bob.post(`/api/membership/${serverId}`);
	const id = await firstId(serverId);
	await ada.addMember(serverId, bob);
	assert.deepEqual(
		(await requests(serverId, "?state=withdrawn")).requests?.map((one) => one.id),
		[id],
	);
	assertRefused(await decide(serverId, id, { state: "approved" }), 409, "conflict");
	assertRefused(await bob.post(`/api/membership/${serverId}`), 409, "already_member");
});

test("those who may decide learn of requests at once, others do not, and the user learns of the decision", async () => {
	const serverId = await approving("Told");
	await ada.addMember(serverId, eve);
	const [adas, eves, bobs] = [await ada.connect(), await eve.connect(), await bob.connect()];
	await bob.post(`/api/membership/${serverId}`);
	const last = (client: typeof adas) => countsOf(client, serverId).at(-1);
	await waitUntil("the owner is told", () => last(adas)?.pending === 1);
	assert.deepEqual(last(adas), { serverId, pending: 1 });
	await decide(serverId, await firstId(serverId), { state: "refused" });
	await waitUntil("the owner is told of the decision", () => last(adas)?.pending === 0);
	await waitUntil("the user is told of both", () => noticesOf(bobs, serverId).length === 2);
	assert.deepEqual(countsOf(eves, serverId), []);
	for (const client of [adas, eves, bobs]) client.close();
});

test("a user learns that a server they asked to join was deleted", async () => {
	const serverId = await approving("Deleted");
	await bob.post(`/api/membership/${serverId}`);
	const bobs = await bob.connect();
	await ada.delete(`/api/servers/${serverId}`);
	await waitUntil("the user is told", () => noticesOf(bobs, serverId).length === 1);
	const { requests = [] } = (await bob.get("/api/join-requests")).body;
	assert.ok(requests.every(({ server }) => server.id !== serverId));
	bobs.close();
});

test("a user who cannot join is not approved, and the request stays", async () => {
	const serverId = await approving("Crowded");
	const full = await world.createUser("full");
	await full.post(`/api/membership/${serverId}`);
	await sql`with made as (
		insert into servers (name, category_id, owner_id, member_count)
		select 'full ' || n, 1, ${ada.id}, 1 from generate_series(1, 200) as n returning id
	) insert into memberships (server_id, user_id) select id, ${full.id} from made`;
	const id = await firstId(serverId);
	assertRefused(await decide(serverId, id, { state: "approved" }), 403, "forbidden");
	assert.equal((await requests(serverId)).pending, 1);
	await sql`delete from servers where name like 'full %'`;
});

test("requests are listed by page: pending ones oldest first", async () => {
	const serverId = await approving("Pages");
	for (const person of [bob, eve]) await person.post(`/api/membership/${serverId}`);
	const first = await requests(serverId, "?limit=1");
	const second = await requests(serverId, `?limit=1&cursor=${first.nextCursor}`);
	assert.deepEqual(
		[first, second].map(({ requests }) => requests?.map(({ user }) => user.username)),
		[["bob"], ["eve"]],
	);
	assert.equal(second.nextCursor, null);
});

test("a decision waits for a change of the decider’s roles, and is refused without the permission", async () => {
	const serverId = await approving("Demoted");
	await ada.addMember(serverId, eve);
	await bob.post(`/api/membership/${serverId}`);
	const id = await firstId(serverId);
	for (const state of ["approved", "refused"]) {
		const roleId = await ada.createRole(serverId, `deciders ${state}`, { permissions: ["approve_joins"] }, eve);
		assertRefused(
			await actWhileLosingRole(serverId, roleId, () => decide(serverId, id, { state }, eve)),
			403,
			"forbidden",
		);
	}
	assert.equal((await requests(serverId)).pending, 1);
});

test("of concurrent decisions about one request exactly one holds", async () => {
	const serverId = await approving("Both ways");
	for (let round = 0; round < repeatsOf(10); round++) {
		await bob.post(`/api/membership/${serverId}`);
		const id = await firstId(serverId);
		const [yes, no] = await Promise.all([
			decide(serverId, id, { state: "approved" }),
			decide(serverId, id, { state: "refused" }),
		]);
		assert.deepEqual([yes.status, no.status].toSorted(), [200, 409]);
		assert.equal(await isMember(bob, serverId), yes.status === 200);
		if (yes.status === 200) await bob.leave(serverId);
		await sql`delete from join_requests where id = ${id}`;
	}
});
