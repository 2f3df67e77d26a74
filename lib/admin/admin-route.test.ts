import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { routes } from "@/app/api/routes";
import { sql } from "@/db";
import { type ApiClient, type ApiResponse, assertRefused } from "@/test/support/api-client";
import { actWhileDismissed } from "@/test/support/held-transaction";
import { TestServer } from "@/test/support/test-server";

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;

before(async () => {
	world = await TestServer.open();
	({ ada, bob } = await world.createThree());
	await sql`update users set is_admin = true where username = 'ada'`;
});
after(() => world.close());

/** An answer without what differs in every one. The connection depends on how much of the body has arrived meanwhile. */
function bytesOf({ status, headers, text }: ApiResponse) {
	const { date: _, "x-request-id": __, connection: ___, "keep-alive": ____, ...rest } = headers;
	return { status, headers: rest, text };
}

const resources = Object.entries(routes).filter(([path]) => path.startsWith("/api/admin/"));
const calls = resources.flatMap(([path, resource]) =>
	(["GET", "POST", "PUT", "PATCH", "DELETE"] as const)
		.filter((method) => resource[method])
		.map((method) => ({ method, path: path.replaceAll(/\[\w+\]/g, "1") })),
);

test("no resource of the administration exists for anybody but administrators, byte for byte", async () => {
	assert.ok(calls.length > 0);
	for (const client of [bob, world.guest()])
		for (const { method, path } of calls)
			for (const body of ["{}", "not json"]) {
				const nowhere = await client.call(method, "/api/nowhere", { body });
				assert.equal(nowhere.status, 404);
				assert.deepEqual(bytesOf(await client.call(method, path, { body })), bytesOf(nowhere), `${method} ${path}`);
			}
});

test("an administrator needs a proof of identity that is less than ten minutes old, in the session that asks", async () => {
	const phone = await world.signIn(ada);
	await sql`update sessions set reauthenticated_at = now() - interval '601 seconds' where id = ${ada.sessionId}`;
	for (const { method, path } of calls)
		assertRefused(await ada.call(method, path, { body: "{}" }), 403, "reauthentication_required");
	assert.equal((await phone.get("/api/admin/health")).status, 200);
	await sql`update sessions set reauthenticated_at = now() - interval '590 seconds' where id = ${ada.sessionId}`;
	assert.equal((await ada.get("/api/admin/health")).status, 200);
});

test("a user has access from the moment at which they become an administrator until they are no longer one", async () => {
	assert.equal((await bob.get("/api/admin/health")).status, 404);
	assert.equal((await bob.get("/api/account")).body.user?.isAdmin, false);
	await sql`update users set is_admin = true where username = 'bob'`;
	assert.equal((await bob.get("/api/admin/health")).status, 200);
	assert.equal((await bob.get("/api/account")).body.user?.isAdmin, true);
	await sql`update users set is_admin = false where username = 'bob'`;
	assert.equal((await bob.get("/api/admin/health")).status, 404);
});

test("an administrator who ceases to be one at the same moment changes no account", async () => {
	await sql`update users set is_admin = true where username = 'eve'`;
	for (const act of [
		() => ada.put("/api/admin/users/bob/suspension", {}),
		() => ada.put("/api/admin/users/bob/administrator"),
		// Their own flag counts, not that of the other administrator.
		() => ada.put("/api/admin/users/eve/suspension", {}),
	]) {
		assertRefused(await actWhileDismissed(ada, act), 404, "not_found");
	}
	const [row] = await sql`select is_admin, suspended_at from users where id = ${bob.id}`;
	assert.deepEqual({ ...row }, { is_admin: false, suspended_at: null });
	await sql`update users set is_admin = false where username = 'eve'`;
});

test("an administrator who is no member of a private server gets no further into it", async () => {
	const { serverId, channelId } = await bob.createServer("Secret", { visibility: "private" });
	await bob.sendMessage(channelId, "among us");
	for (const path of [
		`/api/servers/${serverId}`,
		`/api/servers/${serverId}/members`,
		`/api/servers/${serverId}/audit-log`,
		`/api/channels/${channelId}/messages`,
	])
		assert.equal((await ada.get(path)).status, 404, path);
});
