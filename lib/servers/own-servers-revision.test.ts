import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql } from "@/db";
import type { ApiClient } from "@/test/support/api-client";
import { waitUntil } from "@/test/support/socket-client";
import { TestServer } from "@/test/support/test-server";

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;
let eve: ApiClient;
let serverId: number;
let channelId: number;

before(async () => {
	world = await TestServer.open();
	({ ada, bob, eve } = await world.createThree());
	({ serverId, channelId } = await ada.createServer("Revisions"));
	await bob.join(serverId);
});
after(() => world.close());

const path = "/api/servers?mine=true";
const listAfter = (etag: string) => bob.call("GET", path, { headers: { "if-none-match": etag } });

/** Reads bob's list, and asserts that it is sent again after this change of it. */
async function assertChanged(what: string, change: () => Promise<unknown>): Promise<void> {
	const { text, headers } = await bob.get(path);
	const etag = String(headers.etag);
	assert.equal((await listAfter(etag)).status, 304, `before: ${what}`);
	await change();
	const changed = await listAfter(etag);
	assert.equal(changed.status, 200, what);
	assert.notEqual(changed.text, text, what);
	assert.notEqual(changed.headers.etag, etag, what);
}

test("an unchanged list of own servers is 304 without a body, also by a weak tag and in a list of tags", async () => {
	const { status, headers } = await bob.get(path);
	assert.equal(status, 200);
	for (const known of [`${headers.etag}`, `W/${headers.etag}`, `"other", ${headers.etag}`]) {
		const unchanged = await listAfter(known);
		assert.deepEqual([unchanged.status, unchanged.text, unchanged.headers.etag], [304, "", headers.etag]);
		assert.equal(unchanged.headers["cache-control"], "private, no-store");
	}
	assert.equal((await listAfter('"other"')).status, 200);
	const { serverId: elsewhere, channelId: other } = await ada.createServer("Elsewhere");
	await ada.sendMessage(other, "not for bob");
	await eve.join(elsewhere);
	assert.equal((await listAfter(`${headers.etag}`)).status, 304);
});

test("the tag of one user is not another's", async () => {
	const { headers } = await bob.get(path);
	assert.equal((await ada.call("GET", path, { headers: { "if-none-match": `${headers.etag}` } })).status, 200);
});

test("whatever changes in the list, it is sent again", async () => {
	const server = `/api/servers/${serverId}`;
	const channel = `/api/channels/${channelId}`;
	let made = 0;
	await assertChanged("a message", () => ada.sendMessage(channelId, "1"));
	await assertChanged("a mention", () => ada.sendMessage(channelId, "@bob"));
	await assertChanged("a mention less", () => ada.patch(`${channel}/messages/2`, { content: "nobody" }));
	await assertChanged("a mention again", () => ada.sendMessage(channelId, "@bob"));
	await assertChanged("a block", () => bob.put("/api/users/ada/block"));
	await bob.delete("/api/users/ada/block");
	await assertChanged("a read marker", () => bob.put(`${channel}/read`, { seq: 3 }));
	await assertChanged("a level of a channel", () => bob.put(`${channel}/level`, { level: "all" }));
	await assertChanged("a level of a server", () => bob.put(`${server}/level`, { level: "nothing" }));
	await assertChanged("a member", () => eve.join(serverId));
	await assertChanged("a name of a server", () => ada.patch(server, { name: "Renamed" }));
	await assertChanged("a topic", () => ada.patch(channel, { topic: "Topic" }));
	await assertChanged("a new channel", async () => {
		made = await ada.createChannel(serverId, "second");
	});
	await assertChanged("a channel that is hidden", () => ada.patch(`/api/channels/${made}`, { private: true }));
	await assertChanged("a channel that is shown", () => ada.patch(`/api/channels/${made}`, { private: false }));
	await assertChanged("a deleted channel", () => ada.delete(`/api/channels/${made}`));
	const roleId = await ada.createRole(serverId, "Keepers");
	await assertChanged("a role of their own", () => ada.put(`${server}/members/bob/roles/${roleId}`));
	await assertChanged("what it permits", () => ada.patch(`/api/roles/${roleId}`, { permissions: ["kick_members"] }));
	await assertChanged("a deleted role", () => ada.delete(`/api/roles/${roleId}`));
});

test("rows that exchange their values change the list", async () => {
	const { serverId: place } = await ada.createServer("Places");
	await bob.join(place);
	for (let n = 1; n <= 10; n++) await ada.createChannel(place, `place-${n}`);
	const swap = (first: number) => sql`
		update channels set position = ${2 * first + 1} - position
		where server_id = ${place} and position in (${first}, ${first + 1})`;
	for (let first = 0; first < 10; first += 2)
		await assertChanged(`places ${first} and ${first + 1}`, () => swap(first));
	for (let first = 1; first < 9; first += 2) await assertChanged(`places ${first} and ${first + 1}`, () => swap(first));
	await bob.leave(place);
});

test("followed threads are part of the list", async () => {
	const { seq } = await bob.sendMessage(channelId, "parent");
	let threadId = 0;
	await assertChanged("a thread", async () => {
		const { body } = await ada.post(`/api/channels/${channelId}/messages/${seq}/thread`, {});
		threadId = body.thread?.channelId ?? 0;
		await ada.sendMessage(threadId, "first");
	});
	await assertChanged("a reply", () => ada.sendMessage(threadId, "second"));
	await assertChanged("a mention in it", () => ada.sendMessage(threadId, "@bob"));
	await assertChanged("a read marker in it", () => bob.put(`/api/channels/${threadId}/read`, { seq: 3 }));
	await assertChanged("its parent", () =>
		bob.patch(`/api/channels/${channelId}/messages/${seq}`, { content: "other" }),
	);
	await assertChanged("a thread that is not followed", () => bob.delete(`/api/channels/${threadId}/follow`));
});

test("a time-out that begins or ends changes the list", async () => {
	await assertChanged(
		"a time-out",
		() => sql`
		update memberships set timed_out_until = now() + interval '1 second' where user_id = ${bob.id}`,
	);
	const { headers } = await bob.get(path);
	await waitUntil("the time-out is over", async () => (await listAfter(`${headers.etag}`)).status === 200);
	await sql`update memberships set timed_out_until = null where user_id = ${bob.id}`;
});

test("a mute that ends by the clock changes the list", async () => {
	await sql`update memberships set muted_until = now() + interval '1 second' where user_id = ${bob.id}`;
	const { headers } = await bob.get(path);
	await waitUntil("the mute is over", async () => (await listAfter(`${headers.etag}`)).status === 200);
	await sql`update memberships set muted_until = null where user_id = ${bob.id}`;
	await bob.put(`/api/channels/${channelId}/level`, { level: "all" });
	await sql`update channel_levels set muted_until = now() + interval '1 second' where user_id = ${bob.id}`;
	const muted = await bob.get(path);
	await waitUntil("the channel's mute is over", async () => (await listAfter(`${muted.headers.etag}`)).status === 200);
});

test("a server that was left is gone from the list", async () => {
	await assertChanged("a leave", () => bob.leave(serverId));
	assert.deepEqual((await bob.get(path)).body, { servers: [] });
});
