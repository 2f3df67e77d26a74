import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { sql } from "@/db";
import { hashPassword } from "@/lib/auth/password";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { holdRoles, waitsFor } from "@/test/support/held-transaction";
import { repeatsOf } from "@/test/support/races";
import { TestServer } from "@/test/support/test-server";
import { handOver } from "./transfer";

const password = "correct horse battery";

const rounds = repeatsOf(15);

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;
let eve: ApiClient;
let serverId: number;
let path: string;

before(async () => {
	world = await TestServer.open();
	({ ada, bob, eve } = await world.createThree());
	await sql`update users set password_hash = ${await hashPassword(password, "")} where id = ${ada.id}`;
});
after(() => world.close());

beforeEach(async () => {
	({ serverId } = await ada.createServer("Contour"));
	await bob.join(serverId);
	path = `/api/servers/${serverId}/owner`;
});

const ownerOf = async () => (await ada.get(`/api/servers/${serverId}`)).body.server?.ownerId;

test("only the owner hands a server over, with their password, to a member who can sign in", async () => {
	await ada.createRole(serverId, "Admins", { permissions: ["administrator"] }, bob);
	assertRefused(await bob.put(path, { username: "bob", password }), 403, "forbidden");
	assertRefused(await eve.put(path, { username: "eve", password }), 403, "forbidden");
	for (const [body, field] of [
		[{ username: "bob", password: "wrong" }, "password"],
		[{ username: "bob", password: "\u0000" }, "password"],
		[{ password }, "username"],
		[{ username: "ada", password }, "username"],
	] as const)
		assertRefused(await ada.put(path, body), 400, "invalid_request", field);
	for (const username of ["eve", "nobody", "\u0000"])
		assertRefused(await ada.put(path, { username, password }), 404, "user_not_found");
	const [author] = await sql<{ id: number }[]>`
		insert into users (username, display_name, kind) values ('imported', 'Imported', 'placeholder') returning id`;
	await sql`insert into memberships (server_id, user_id) values (${serverId}, ${author?.id ?? 0})`;
	assertRefused(await ada.put(path, { username: "imported", password }), 400, "invalid_request", "username");
	await sql`update sessions set reauthenticated_at = null`;
	assertRefused(await ada.put(path, { username: "bob" }), 403, "reauthentication_required");
	assert.equal(await ownerOf(), ada.id);
});

test("an owner without a password hands a server over after a recent proof of identity", async () => {
	await sql`update users set password_hash = null where id = ${ada.id}`;
	await sql`update sessions set reauthenticated_at = now()`;
	assert.equal((await ada.put(path, { username: "bob" })).body.server?.ownerId, bob.id);
	await sql`update users set password_hash = ${await hashPassword(password, "")} where id = ${ada.id}`;
});

test("the new owner may do everything, the former one keeps the highest role, and members are notified", async () => {
	const roleId = await ada.createRole(serverId, "Highest");
	const bobs = await bob.connect();
	const { status, text, body } = await ada.put(path, { username: "BOB", password });
	assert.equal(status, 200, text);
	assert.deepEqual([body.server?.ownerId, body.server?.roleIds], [bob.id, [roleId]]);
	assertRefused(await ada.patch(`/api/servers/${serverId}`, { name: "Mine" }), 403, "forbidden");
	assert.equal((await bob.patch(`/api/servers/${serverId}`, { name: "His" })).status, 200);
	assertRefused(await bob.delete(`/api/membership/${serverId}`), 409, "owner_cannot_leave");
	assert.equal((await ada.delete(`/api/membership/${serverId}`)).status, 200);
	await bobs.waitFor("server:updated", ({ server }) => server.ownerId === bob.id);
	await bobs.waitFor("access", (event) => event.serverId === serverId);
	await bobs.waitFor("member:updated", ({ user, roleIds }) => user.id === ada.id && roleIds.includes(roleId));
	bobs.close();
});

test("a member without a password gets a server, and without roles the former owner is a member like others", async () => {
	await sql`update users set password_hash = null where id = ${bob.id}`;
	const { body } = await ada.put(path, { username: "bob", password });
	assert.deepEqual(body.server?.roleIds, []);
	assert.ok(!body.server?.permissions?.includes("manage_server"));
});

test("the owner whose server is being handed over neither hands it over again nor deletes it", async () => {
	await eve.join(serverId);
	for (const again of [
		() => ada.put(path, { username: "eve", password }),
		() => ada.delete(`/api/servers/${serverId}`),
	]) {
		const commit = await holdRoles(
			serverId,
			(tx) => tx`update servers set owner_id = ${bob.id} where id = ${serverId}`,
		);
		const second = again();
		await waitsFor("pg_advisory_xact_lock");
		await commit();
		assertRefused(await second, 403, "forbidden");
		assert.equal(await ownerOf(), bob.id);
		await sql`update servers set owner_id = ${ada.id} where id = ${serverId}`;
	}
});

test("whoever leaves while a server is handed over to them, it has exactly one owner, who is a member", async () => {
	let handedOver = 0;
	let owners = true;
	const watching = (async () => {
		while (owners) {
			const orphans = await sql`
				select s.id from servers s
				where not exists (select from memberships m where m.server_id = s.id and m.user_id = s.owner_id)`;
			assert.equal(orphans.length, 0);
		}
	})();
	for (let round = 0; round < rounds; round++) {
		const { serverId: place } = await ada.createServer("Race");
		await bob.join(place);
		const viewer = { id: ada.id, username: "ada" } as Parameters<typeof handOver>[0];
		const giving = handOver(viewer, { id: place }, "bob");
		// On a busy machine the leave might come first in every other round.
		if (round === 0) await giving;
		const [given, left] = await Promise.allSettled([giving, bob.delete(`/api/membership/${place}`)]);
		assert.ok(left.status === "fulfilled");
		const [row] = await sql<{ ownerId: number }[]>`
			select s.owner_id as "ownerId" from servers s
			join memberships m on m.server_id = s.id and m.user_id = s.owner_id where s.id = ${place}`;
		const gave = given.status === "fulfilled";
		assert.equal(row?.ownerId, gave ? bob.id : ada.id);
		assert.equal(left.value.status, gave ? 409 : 200, left.value.text);
		if (gave) handedOver++;
		await sql`delete from servers where id = ${place}`;
	}
	owners = false;
	await watching;
	assert.ok(handedOver > 0);
});
