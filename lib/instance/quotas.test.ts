import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import sharp from "sharp";
import { sql } from "@/db";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { waitsFor } from "@/test/support/held-transaction";
import { repeatsOf } from "@/test/support/races";
import { TestServer } from "@/test/support/test-server";
import { config } from "../process/config";
import { changeSettings } from "./change-settings";
import { defaults, type InstanceSettings } from "./fields";

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;
let eve: ApiClient;
let max: ApiClient;
let rosa: ApiClient;

const usual = { maxBytesPerUser: config.maxBytesPerUser, maxUploadBytes: config.maxUploadBytes };
const rounds = repeatsOf(3);

before(async () => {
	world = await TestServer.open();
	({ ada, bob, eve } = await world.createThree());
	[max, rosa] = (await world.createUsers("max", "rosa")) as [ApiClient, ApiClient];
	await sql`update users set is_admin = true where id = ${rosa.id}`;
});
afterEach(async () => {
	Object.assign(config, usual);
	await set(defaults);
});
after(() => world.close());

const set = (settings: Partial<InstanceSettings>) => changeSettings(null, settings);
const statuses = (answers: { status: number }[]) => answers.map(({ status }) => status).sort();
const aServer = { categoryId: undefined, visibility: "private" };
const create = (person: ApiClient, name: string) => person.post("/api/servers", { name, ...aServer });

/** Both are sent at once, for one last place. */
async function race(limit: string, first: () => Promise<{ status: number }>, second = first): Promise<void> {
	assert.deepEqual(statuses(await Promise.all([first(), second()])), [201, 403], limit);
}

test("a user creates no more servers than the quota, also with two requests at once; administrators do", async () => {
	await set({ maxServersPerUser: 1 });
	const carol = await world.createUser("carol");
	for (let n = 0; n < rounds; n++) {
		await race("servers", () => create(carol, "Mine"));
		const { body } = await create(carol, "One more");
		assert.deepEqual(
			{ ...body.error, message: "" },
			{ code: "quota_reached", message: "", quota: "servers", limit: 1 },
		);
		const [own] = await sql<{ id: number }[]>`select id from servers where owner_id = ${carol.id}`;
		await carol.delete(`/api/servers/${own?.id}`);
	}
	for (let n = 0; n < 2; n++) assert.equal((await create(rosa, "Root’s")).status, 201);
	const nonce = "0d7cdbf0-5a0a-4a6c-9f0f-6f4e1f2f7f11";
	const made = await carol.post("/api/servers", { name: "Again", ...aServer, nonce });
	const again = await carol.post("/api/servers", { name: "Again", ...aServer, nonce });
	assert.deepEqual([made.status, again.status], [201, 200]);
});

test("a server has no more channels, roles and emoji than the quotas, also with two requests at once", async () => {
	const { serverId } = await ada.createServer("Full");
	const at = `/api/servers/${serverId}`;
	const png = await sharp({ create: { width: 32, height: 32, channels: 3, background: "#a40" } })
		.png()
		.toBuffer();
	for (let n = 1; n <= rounds; n++) {
		await set({ maxChannelsPerServer: n + 1, maxRolesPerServer: n, maxEmojiPerServer: n });
		await race("channels", ...pair((name) => ada.post(`${at}/channels`, { name: `c${n}${name}` })));
		await race("roles", ...pair((name) => ada.post(`${at}/roles`, { name: `r${n}${name}` })));
		await race("emoji", ...pair((name) => ada.uploadEmoji(serverId, `e${n}${name}`, png)));
	}
	for (const [quota, answer] of [
		["channels", await ada.post(`${at}/channels`, { name: "more" })],
		["roles", await ada.post(`${at}/roles`, { name: "more" })],
		["emoji", await ada.uploadEmoji(serverId, "more", png)],
	] as const) {
		const limit = quota === "channels" ? rounds + 1 : rounds;
		assert.equal(answer.status, 403);
		assert.deepEqual({ ...answer.body.error, message: "" }, { code: "quota_reached", message: "", quota, limit });
	}
});

const pair = <T>(call: (name: string) => Promise<T>): [() => Promise<T>, () => Promise<T>] => [
	() => call("a"),
	() => call("b"),
];

test("a full server lets nobody in through any door, and the last place is given once", async () => {
	const { serverId } = await ada.createServer("Crowd", { visibility: "public" });
	const code = await ada.createInvite(serverId);
	await ada.put(`/api/servers/${serverId}/members/bob`);
	await ada.patch(`/api/servers/${serverId}`, { joinRequirements: { approval: true } });
	assert.equal((await eve.post(`/api/membership/${serverId}`)).status, 202);
	const [request] = await sql<{ id: number }[]>`select id from join_requests where server_id = ${serverId}`;
	const approve = () => ada.put(`/api/servers/${serverId}/requests/${request?.id}`, { state: "approved" });
	await set({ maxMembersPerServer: 1 });
	assertRefused(await bob.post(`/api/invitations/${serverId}`), 403, "server_full");
	assertRefused(await approve(), 403, "server_full");
	await ada.patch(`/api/servers/${serverId}`, { joinRequirements: { approval: false } });
	assertRefused(await max.post(`/api/membership/${serverId}`), 403, "server_full");
	assertRefused(await max.post(`/api/invites/${code}`), 403, "server_full");
	// Nothing was used up: there is a place again.
	await set({ maxMembersPerServer: 2 });
	const doors = await Promise.all([
		bob.post(`/api/invitations/${serverId}`),
		approve(),
		max.post(`/api/invites/${code}`),
		rosa.post(`/api/membership/${serverId}`),
	]);
	assert.equal(doors.filter(({ status }) => status < 300).length, 1);
	for (const { status, body } of doors) if (status >= 300) assert.equal(body.error?.code, "server_full");
	for (let n = 0; n < rounds; n++) {
		for (const person of [bob, eve, max, rosa]) await person.delete(`/api/membership/${serverId}`);
		const joins = await Promise.all([max, rosa].map((person) => person.post(`/api/membership/${serverId}`)));
		assert.deepEqual(statuses(joins), [200, 403]);
	}
	// A member who leaves makes room in the same moment.
	const [member] = await sql<{ id: number }[]>`
		select user_id as id from memberships where server_id = ${serverId} and user_id <> ${ada.id}`;
	const [leaving, waiting] = member?.id === max.id ? [max, rosa] : [rosa, max];
	await leaving.delete(`/api/membership/${serverId}`);
	assert.equal((await waiting.post(`/api/membership/${serverId}`)).status, 200);
});

test("files that arrive at once fit into the storage of their user, server and instance, or are refused", async () => {
	const { serverId, channelId } = await ada.createServer("Files", { visibility: "public" });
	for (const person of [bob, eve]) await person.join(serverId);
	const half = Buffer.alloc(600_000, "x");
	const removeAll = async () => {
		for (const { id, by } of await sql<{ id: number; by: number }[]>`select id, uploader_id as by from attachments`)
			await [ada, bob, eve].find((person) => person.id === by)?.delete(`/api/attachments/${id}`);
	};
	for (const [quota, settings, users] of [
		["user", { maxStorageMbPerUser: 1 }, [bob, bob]],
		["server", { maxStorageMbPerServer: 1 }, [bob, eve]],
		["instance", { maxStorageMb: 1 }, [ada, bob]],
	] as const) {
		await set({ ...defaults, ...settings });
		for (let n = 0; n < rounds; n++) {
			const answers = await Promise.all(users.map((person) => person.upload(channelId, "half", half)));
			assert.deepEqual(statuses(answers), [201, 413], quota);
			const { error } = answers.find(({ status }) => status === 413)?.body ?? {};
			assert.deepEqual({ quota: error?.quota, limit: error?.limit }, { quota, limit: 1024 ** 2 });
			// The emoji of the other tests count for the instance.
			assert.equal(Math.floor((error?.used ?? 0) / 10_000), 60);
			await removeAll();
		}
	}
	await set({ ...defaults, maxStorageMbPerUser: 100_000 });
	config.maxBytesPerUser = 500_000;
	assertRefused(await bob.upload(channelId, "half", half), 413, "quota_full");
});

test("uploads far from a limit do not wait for each other, and those near it wait for them", async () => {
	const { serverId, channelId } = await ada.createServer("Margin", { visibility: "public" });
	await bob.join(serverId);
	config.maxUploadBytes = 1000;
	await set({ maxStorageMbPerServer: 1 });
	const key = `usage:server:${serverId}`;
	const send = (person: ApiClient) => person.upload(channelId, "x", Buffer.alloc(900, "x"));
	const held = await sql.reserve();
	await held`select pg_advisory_lock_shared(hashtextextended(${key}, 0))`;
	assert.deepEqual(statuses(await Promise.all([send(ada), send(bob)])), [201, 201]);
	await sql`insert into attachments (channel_id, uploader_id, name, type, kind, size, key)
		values (${channelId}, ${ada.id}, 'large', 'text/plain', 'file', ${1024 ** 2 - 40_000}, 'large')`;
	const waiting = send(bob);
	const isDone = await Promise.race([waiting.then(() => true), waitsFor("pg_advisory_xact_lock").then(() => false)]);
	await held`select pg_advisory_unlock_shared(hashtextextended(${key}, 0))`;
	held.release();
	assert.equal(isDone, false);
	assert.equal((await waiting).status, 201);
});

test("users read their own storage, and members with `manage_server` that of the server", async () => {
	const { serverId, channelId } = await ada.createServer("Known", { visibility: "public" });
	await bob.join(serverId);
	await bob.uploadOk(channelId, "x", Buffer.alloc(1000, "x"));
	await set({ maxStorageMbPerUser: 5 });
	const own = (await bob.get("/api/account/storage")).body;
	assert.equal((own as { storage?: { limit: number } }).storage?.limit, 5 * 1024 ** 2);
	assert.deepEqual((await ada.get(`/api/servers/${serverId}/storage`)).body, { storage: { used: 1000, limit: null } });
	assertRefused(await bob.get(`/api/servers/${serverId}/storage`), 403, "forbidden");
	const hidden = (await ada.createServer("Hidden", { visibility: "private" })).serverId;
	assertRefused(await bob.get(`/api/servers/${hidden}/storage`), 404, "server_not_found");
	assertRefused(await world.guest().get("/api/account/storage"), 401, "unauthenticated");
});

test("a quota is a whole number within its bounds, or nothing", async () => {
	const path = "/api/admin/settings";
	for (const [name, wrong] of [
		["maxStorageMbPerUser", [0, 1.5, "1", 1_000_000_001]],
		["maxServersPerUser", [-1, 100_001]],
		["maxChannelsPerServer", [0, 2001]],
		["maxRolesPerServer", [251]],
		["maxEmojiPerServer", [501]],
		["maxMembersPerServer", [0]],
	] as const) {
		for (const value of wrong) assertRefused(await rosa.patch(path, { [name]: value }), 400, "invalid_request", name);
		assert.equal((await rosa.patch(path, { [name]: null })).status, 200);
	}
});
