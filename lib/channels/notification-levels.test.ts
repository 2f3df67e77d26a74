import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "@/db";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { ada, bob, channelId, eve, serverId, setUpCommunity, world } from "@/test/support/community";

setUpCommunity();

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();
const levelOf = async (person: ApiClient) => {
	const { body } = await person.get(`/api/servers/${serverId}`);
	return { level: body.server?.level, mutedUntil: body.server?.mutedUntil };
};

test("rejects notification settings of outsiders, and reveals no channel to them", async () => {
	const hidden = await ada.createChannel(serverId, "hidden", { private: true });
	const closed = await ada.createServer("Closed", { visibility: "private" });
	assertRefused(await world.guest().put(`/api/servers/${serverId}/level`, { level: "all" }), 401, "unauthenticated");
	assertRefused(await eve.put(`/api/servers/${serverId}/level`, { level: "x" }), 403, "not_member");
	assertRefused(await eve.put(`/api/channels/${channelId}/level`, { level: "all" }), 403, "not_member");
	const never = await eve.put("/api/servers/999999/level", { level: "all" });
	const secret = await eve.put(`/api/servers/${closed.serverId}/level`, { level: "all" });
	assert.deepEqual([secret.status, secret.text], [never.status, never.text]);
	assertRefused(await bob.put(`/api/channels/${hidden}/level`, { level: "all" }), 404, "channel_not_found");
	assert.deepEqual(await levelOf(eve), { level: undefined, mutedUntil: undefined });
});

test("accepts three levels or null, and a mute until a future time or null", async () => {
	for (const path of [`/api/servers/${serverId}/level`, `/api/channels/${channelId}/level`]) {
		for (const level of ["some", 1, ""]) assertRefused(await bob.put(path, { level }), 400, "invalid_request", "level");
		for (const mutedUntil of ["soon", 5, "2020-01-01T00:00:00.000Z", true])
			assertRefused(await bob.put(path, { mutedUntil }), 400, "invalid_request", "mutedUntil");
		assertRefused(await bob.put(path, { lvl: "all" }), 400, "invalid_request");
		assertRefused(await bob.put(path), 400, "invalid_request");
	}
});

test("settings are sent to the user's own sockets alone, omitted fields stay, and null inherits from above", async () => {
	const [bobs, adas] = await Promise.all([bob.connect(), ada.connect()]);
	const mutedUntil = inAnHour();
	const path = `/api/channels/${channelId}/level`;
	assert.deepEqual((await bob.put(path, { level: "nothing" })).body, { level: "nothing", mutedUntil: null });
	assert.deepEqual((await bob.put(path, { mutedUntil })).body, { level: "nothing", mutedUntil });
	await bobs.waitFor(
		"level",
		(serialized) => serialized.channelId === channelId && serialized.mutedUntil === mutedUntil,
	);
	const { level, mutedUntil: serialized } = await bob.channelState(channelId);
	assert.deepEqual([level, serialized], ["nothing", mutedUntil]);
	assert.deepEqual((await bob.put(path, { level: null })).body, { level: null, mutedUntil });
	assert.deepEqual((await ada.channelState(channelId)).level, null);

	const forever = "9999-12-31T00:00:00.000Z";
	await bob.put(`/api/servers/${serverId}/level`, { level: "all", mutedUntil: forever });
	assert.deepEqual(await levelOf(bob), { level: "all", mutedUntil: forever });
	await bobs.waitFor("level", (one) => one.channelId === null && one.level === "all");
	assert.deepEqual(adas.of("level"), []);
	for (const client of [bobs, adas]) client.close();
});

test("an expired mute is serialized as none", async () => {
	const path = `/api/channels/${channelId}/level`;
	await bob.put(path, { level: "all", mutedUntil: inAnHour() });
	await sql`update channel_levels set muted_until = now() where channel_id = ${channelId} and user_id = ${bob.id}`;
	const { level, mutedUntil } = await bob.channelState(channelId);
	assert.deepEqual([level, mutedUntil], ["all", null]);
});

test("a thread has its channel's level, and leaving deletes all settings", async () => {
	await ada.sendMessage(channelId, "root");
	const { body } = await ada.post(`/api/channels/${channelId}/messages/1/thread`);
	assertRefused(
		await bob.put(`/api/channels/${body.thread?.channelId}/level`, { level: "all" }),
		404,
		"channel_not_found",
	);
	await bob.put(`/api/servers/${serverId}/level`, { level: "nothing", mutedUntil: inAnHour() });
	await bob.leave(serverId);
	await bob.join(serverId);
	assert.deepEqual(await levelOf(bob), { level: null, mutedUntil: null });
	assert.equal((await bob.channelState(channelId)).level, null);
});
