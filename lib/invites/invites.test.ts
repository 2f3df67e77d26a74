import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql } from "@/db";
import { toBits } from "@/lib/auth/permissions";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { actWhileLosingRole } from "@/test/support/held-transaction";
import { range } from "@/test/support/socket-client";
import { TestServer } from "@/test/support/test-server";

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

const privateServer = (name: string) => ada.createServer(name, { visibility: "private" });
const unknown = "1".repeat(12);

test("an unknown or malformed code is 404 for everybody, byte for byte the same", async () => {
	const answers = new Set<string>();
	for (const code of [unknown, "x", "0".repeat(12), "1".repeat(13), "%20", "1".repeat(400)])
		for (const asked of [nobody.get(`/api/invites/${code}`), bob.get(`/api/invites/${code}`)]) {
			const answer = await asked;
			assertRefused(answer, 404, "invite_not_found");
			answers.add(answer.text);
		}
	assertRefused(await bob.post(`/api/invites/${unknown}`), 404, "invite_not_found");
	assertRefused(await bob.delete(`/api/invites/${unknown}`), 404, "invite_not_found");
	assertRefused(await nobody.post(`/api/invites/${unknown}`), 401, "unauthenticated");
	assert.equal(answers.size, 1);
});

test("only members with create_invites make invites", async () => {
	const { serverId } = await ada.createServer("Makers");
	const hidden = await privateServer("Hidden makers");
	const path = `/api/servers/${serverId}/invites`;
	assertRefused(await nobody.post(path), 401, "unauthenticated");
	assertRefused(await bob.post(path), 403, "forbidden");
	await bob.join(serverId);
	assertRefused(await bob.post(path), 403, "forbidden");
	assertRefused(await bob.post(`/api/servers/${hidden.serverId}/invites`), 404, "server_not_found");
	assertRefused(await eve.get(path), 403, "not_member");
	assert.equal((await ada.post(path)).status, 201);
});

test("bad input names its field", async () => {
	const { serverId } = await ada.createServer("Bounds");
	const other = await ada.createServer("Elsewhere");
	for (const [body, field] of [
		[{ maxUses: 0 }, "maxUses"],
		[{ maxUses: 1001 }, "maxUses"],
		[{ maxUses: 1.5 }, "maxUses"],
		[{ expiresInSeconds: 1799 }, "expiresInSeconds"],
		[{ expiresInSeconds: 31_536_001 }, "expiresInSeconds"],
		[{ channelId: other.channelId }, "channelId"],
		[{ channelId: "1" }, "channelId"],
		[{ roleIds: [999_999] }, "roleIds"],
		[{ roleIds: [1, 1] }, "roleIds"],
		[{ roleIds: range(1, 21) }, "roleIds"],
		[{ needsApproval: "yes" }, "needsApproval"],
		[{ onlyUsernames: [] }, "onlyUsernames"],
		[{ onlyUsernames: ["a b"] }, "onlyUsernames"],
		[{ onlyUsernames: ["bob", "BOB"] }, "onlyUsernames"],
		[{ onlyUsernames: range(1, 201).map((n) => `name${n}`) }, "onlyUsernames"],
		[{ code: "chosen" }, "code"],
	] as const)
		assertRefused(await ada.post(`/api/servers/${serverId}/invites`, body), 400, "invalid_request", field);
});

test("an invite has the documented defaults, and its code says nothing", async () => {
	const { serverId, channelId } = await privateServer("Defaults");
	const { body } = await ada.post(`/api/servers/${serverId}/invites`, { channelId });
	assert.ok(body.invite);
	const { code, createdAt, expiresAt, creator, ...rest } = body.invite;
	assert.match(code, /^[1-9A-HJ-NP-Za-km-z]{12}$/);
	assert.equal(Date.parse(expiresAt ?? "") - Date.parse(createdAt), 604_800_000);
	assert.equal(creator.username, "ada");
	assert.deepEqual(rest, {
		channelId,
		roleIds: [],
		maxUses: null,
		uses: 0,
		needsApproval: false,
		onlyUsernames: null,
	});
	const endless = await ada.post(`/api/servers/${serverId}/invites`, { expiresInSeconds: null, maxUses: null });
	assert.equal(endless.body.invite?.expiresAt, null);
});

test("without a session an invite shows what is behind it, and never roles, private channels or names", async () => {
	const { serverId, channelId } = await privateServer("Behind the door");
	const hidden = await ada.createChannel(serverId, "hidden", { private: true });
	const code = await ada.createInvite(serverId, { channelId, onlyUsernames: ["bob"], maxUses: 3 });
	const answer = await nobody.get(`/api/invites/${code}`);
	assert.equal(answer.status, 200, answer.text);
	const { expiresAt, inviter, server, ...rest } = answer.body.invite ?? assert.fail();
	assert.ok(expiresAt);
	assert.deepEqual(Object.keys(inviter ?? {}).toSorted(), ["avatarUrl", "displayName", "id", "username"]);
	assert.deepEqual(server, {
		id: serverId,
		name: "Behind the door",
		description: "",
		iconUrl: null,
		bannerUrl: null,
		memberCount: 1,
		onlineCount: 0,
	});
	assert.deepEqual(rest, {
		channelName: "general",
		needsApproval: false,
		question: "",
		rules: [],
		rulesVersion: 0,
		isMember: false,
	});
	const secret = await ada.createInvite(serverId, { channelId: hidden });
	assert.equal((await bob.get(`/api/invites/${secret}`)).body.invite?.channelName, null);
	assert.equal((await ada.get(`/api/invites/${secret}`)).body.invite?.isMember, true);
	const socket = await ada.connect();
	assert.equal((await nobody.get(`/api/invites/${code}`)).body.invite?.server.onlineCount, 1);
	socket.close();
});

test("a user joins a private server through an invite and is led to its channel; a member spends no use", async () => {
	const { serverId } = await privateServer("Through");
	const channelId = await ada.createChannel(serverId, "lobby");
	const code = await ada.createInvite(serverId, { channelId, maxUses: 2 });
	assertRefused(await ada.post(`/api/invites/${code}`), 409, "already_member");
	const { status, body } = await bob.post(`/api/invites/${code}`);
	assert.equal(status, 200);
	assert.deepEqual([body.server?.id, body.server?.isMember, body.channelId], [serverId, true, channelId]);
	assertRefused(await bob.post(`/api/invites/${code}`), 409, "already_member");
	const { invites } = (await ada.get(`/api/servers/${serverId}/invites`)).body;
	assert.equal(invites?.[0]?.uses, 1);
	await bob.sendMessage(channelId, "hello");
});

test("an invite for certain users keeps others out, and they spend no use", async () => {
	const { serverId } = await privateServer("Only some");
	const code = await ada.createInvite(serverId, { onlyUsernames: ["EVE", "nobody.yet"], maxUses: 1 });
	assertRefused(await bob.post(`/api/invites/${code}`), 403, "join_requirements_not_met", "username");
	assert.equal((await eve.post(`/api/invites/${code}`)).status, 200);
});

const endOf = async (code: string) => {
	const answer = await nobody.get(`/api/invites/${code}`);
	assertRefused(answer, 410, "invite_ended");
	const joining = await eve.post(`/api/invites/${code}`);
	assertRefused(joining, 410, "invite_ended");
	assert.equal(joining.body.error?.reason, answer.body.error?.reason);
	return answer.body.error?.reason;
};

test("an invite that has ended says why", async () => {
	const { serverId } = await privateServer("Ends");
	const [revoked, expired, used, paused] = [
		await ada.createInvite(serverId),
		await ada.createInvite(serverId),
		await ada.createInvite(serverId, { maxUses: 1 }),
		await ada.createInvite(serverId),
	];
	assert.equal((await ada.delete(`/api/invites/${revoked}`)).status, 204);
	assert.equal((await ada.delete(`/api/invites/${revoked}`)).status, 204);
	await sql`update invites set expires_at = now() where code = ${expired}`;
	assert.equal((await bob.post(`/api/invites/${used}`)).status, 200);
	const until = new Date(Date.now() + 60_000).toISOString();
	assert.equal((await ada.put(`/api/servers/${serverId}/invites/pause`, { until })).status, 204);
	assert.deepEqual(
		[await endOf(revoked), await endOf(expired), await endOf(used), await endOf(paused)],
		["revoked", "expired", "used_up", "paused"],
	);
	const listed = (await ada.get(`/api/servers/${serverId}/invites`)).body;
	assert.deepEqual([listed.invites?.map(({ code }) => code), listed.pausedUntil], [[paused], until]);
	assert.equal((await ada.put(`/api/servers/${serverId}/invites/pause`, { until: null })).status, 204);
	assert.equal((await eve.post(`/api/invites/${paused}`)).status, 200);
	assert.equal((await ada.get(`/api/servers/${serverId}/invites`)).body.pausedUntil, null);
});

test("only members who may manage the server pause its invites, until a time ahead", async () => {
	const { serverId } = await ada.createServer("Pauses");
	await bob.join(serverId);
	const path = `/api/servers/${serverId}/invites/pause`;
	assertRefused(await bob.put(path, { until: null }), 403, "forbidden");
	for (const until of ["2020-01-01T00:00:00.000Z", "soon", 1, undefined])
		assertRefused(await ada.put(path, { until }), 400, "invalid_request", "until");
});

test("members list and revoke their own invites; those who may manage the server all of them", async () => {
	const { serverId } = await ada.createServer("Own ones");
	await bob.join(serverId);
	await allow(serverId, "create_invites");
	const own = await bob.createInvite(serverId);
	const others = await ada.createInvite(serverId);
	const codes = async (person: ApiClient, query = "") => {
		const { body } = await person.get(`/api/servers/${serverId}/invites${query}`);
		return [body.invites?.map(({ code }) => code), body.nextCursor] as const;
	};
	assert.deepEqual(await codes(bob), [[own], null]);
	assert.deepEqual(await codes(ada), [[others, own], null]);
	const [first, cursor] = await codes(ada, "?limit=1");
	assert.deepEqual(first, [others]);
	assert.deepEqual(await codes(ada, `?limit=1&cursor=${cursor}`), [[own], null]);
	assertRefused(await ada.get(`/api/servers/${serverId}/invites?cursor=x`), 400, "invalid_request", "cursor");
	assertRefused(await bob.delete(`/api/invites/${others}`), 403, "forbidden");
	assertRefused(await eve.delete(`/api/invites/${others}`), 403, "forbidden");
	const second = await bob.createInvite(serverId);
	assert.equal((await ada.delete(`/api/invites/${second}`)).status, 204);
	await bob.leave(serverId);
	assert.equal((await bob.delete(`/api/invites/${own}`)).status, 204);
	assert.deepEqual(await codes(ada), [[others], null]);
});

test("a member who is losing the permission to manage the server revokes no invite of others", async () => {
	const { serverId } = await ada.createServer("Losing it");
	await bob.join(serverId);
	const roleId = await ada.createRole(serverId, "keeper", { permissions: ["manage_server"] }, bob);
	const code = await ada.createInvite(serverId);
	const revoking = await actWhileLosingRole(serverId, roleId, () => bob.delete(`/api/invites/${code}`));
	assertRefused(revoking, 403, "forbidden");
	assert.equal((await nobody.get(`/api/invites/${code}`)).status, 200);
});

test("the list of invites hides a channel from those who may not view it", async () => {
	const { serverId } = await ada.createServer("Hidden starts");
	await bob.join(serverId);
	await ada.createRole(serverId, "keeper", { permissions: ["manage_server", "create_invites"] }, bob);
	const hidden = await ada.createChannel(serverId, "hidden", { private: true });
	const shown = await ada.createChannel(serverId, "shown");
	const starts = async (person: ApiClient) => {
		const { body } = await person.get(`/api/servers/${serverId}/invites`);
		return body.invites?.map(({ channelId }) => channelId);
	};
	await ada.createInvite(serverId, { channelId: hidden });
	await bob.createInvite(serverId, { channelId: shown });
	assert.deepEqual(await starts(bob), [shown, null]);
	assert.deepEqual(await starts(ada), [shown, hidden]);
	assert.equal((await ada.patch(`/api/channels/${shown}`, { private: true })).status, 200);
	assert.deepEqual(await starts(bob), [null, null], "also in the list of the one who made it");
});

test("an invite stays when its maker leaves, without their name", async () => {
	const { serverId } = await ada.createServer("Stays");
	await bob.join(serverId);
	await allow(serverId, "create_invites");
	const code = await bob.createInvite(serverId);
	await bob.leave(serverId);
	assert.equal((await nobody.get(`/api/invites/${code}`)).body.invite?.inviter, null);
	assert.equal((await eve.post(`/api/invites/${code}`)).status, 200);
});

test("a server has at most 1,000 invites that have not ended", async () => {
	const { serverId } = await ada.createServer("Full of invites");
	await sql`insert into invites (code, server_id, creator_id)
		select 'full' || n, ${serverId}, ${ada.id} from generate_series(1, 999) as n`;
	const code = await ada.createInvite(serverId);
	assertRefused(await ada.post(`/api/servers/${serverId}/invites`), 403, "forbidden");
	await ada.delete(`/api/invites/${code}`);
	assert.equal((await ada.post(`/api/servers/${serverId}/invites`)).status, 201);
});

/** Gives @everyone of a server one permission more. */
async function allow(
	serverId: number,
	...names: ("create_invites" | "approve_joins" | "manage_roles")[]
): Promise<void> {
	await sql`update roles set permissions = permissions | ${String(toBits(names))}::bigint
		where server_id = ${serverId} and is_everyone`;
}
