import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { sql } from "@/db";
import { assertRefused } from "@/test/support/api-client";
import { ada, bob, channelId, eve, serverId, setUpCommunity, world } from "@/test/support/community";
import { postHello, soon } from "@/test/support/moderation";
import { waitUntil } from "@/test/support/socket-client";
import { nonce } from "@/test/support/test-server";
import { appState } from "../process/app-state";

setUpCommunity();

const path = () => `/api/servers/${serverId}/members/bob/timeout`;
const timeOut = async (until: string | null = soon()) =>
	assert.equal((await ada.put(path(), { until, reason: "Cool down" })).status, 204);
const send = () => postHello(bob, channelId);
const storedEnd = async () => {
	const [row] = await sql`
		select timed_out_until as end from memberships where server_id = ${serverId} and user_id = ${bob.id}`;
	return row?.end;
};

beforeEach(() => timeOut(null));

test("a timed-out member cannot write in any way, and learns for how long; reading and deleting their own goes on", async () => {
	const own = await bob.sendMessage(channelId, "Mine", { poll: { question: "Where?", options: ["Here", "There"] } });
	const other = await ada.sendMessage(channelId, "Hers");
	const file = await bob.uploadOk(channelId, "a.txt", "a");
	const client = await bob.openSocket(channelId);
	await timeOut();
	const message = `/api/channels/${channelId}/messages`;
	for (const refused of [
		await send(),
		await bob.patch(`${message}/${own.seq}`, { content: "Changed" }),
		await bob.put(`${message}/${other.seq}/reactions/${encodeURIComponent("🎉")}`),
		await bob.put(`${message}/${own.seq}/votes`, { options: [0] }),
		await bob.put(`${message}/${other.seq}/pin`),
		await bob.post(`${message}/${other.seq}/thread`),
		await bob.upload(channelId, "b.txt", "b"),
		await bob.post(message, { nonce: nonce(), content: "", attachmentIds: [file.id] }),
	]) {
		assertRefused(refused, 403, "timed_out");
		const { retryAfterMs = 0 } = refused.body.error ?? {};
		assert.ok(retryAfterMs > 3_500_000 && retryAfterMs <= 3_600_000, refused.text);
	}
	for (const [event, payload] of [
		["message:send", { channelId, nonce: nonce(), content: "Hello" }],
		["typing", { channelId }],
	] as const) {
		const { ok, error } = await client.ask(event, payload);
		assert.deepEqual([ok, error?.code], [false, "timed_out"]);
		assert.ok((error?.retryAfterMs ?? 0) > 0);
	}
	assert.equal((await bob.get(message)).status, 200);
	assert.equal((await bob.delete(`${message}/${own.seq}`)).status, 204);
	assertRefused(await bob.delete(`${message}/${other.seq}`), 403, "timed_out");
	client.close();
});

test("a timeout is emitted at once and ends by the clock, and the member receives its end too", async () => {
	const client = await bob.openSocket(channelId);
	await timeOut(soon(1500));
	await client.waitFor("sanction", (event) => event.serverId === serverId);
	await client.waitFor("access", (event) => event.serverId === serverId);
	client.forget();
	assertRefused(await send(), 403, "timed_out");
	await client.waitFor("access", (event) => event.serverId === serverId);
	assert.equal((await send()).status, 201);
	await waitUntil("the timeout is removed", async () => (await storedEnd()) === null);
	client.close();
});

test("a timeout that ended while the member was away is removed when they connect", async () => {
	await timeOut();
	await sql`update memberships set timed_out_until = now() where server_id = ${serverId} and user_id = ${bob.id}`;
	const client = await bob.connect();
	await waitUntil("the timeout is removed", async () => (await storedEnd()) === null);
	client.close();
});

test("the removal of a timeout that has ended leaves one that has replaced it meanwhile", async () => {
	await timeOut();
	const later = await storedEnd();
	const other = await world.createUser("timed.out");
	await ada.addMember(serverId, other);
	const ofOther = sql`server_id = ${serverId} and user_id = ${other.id}`;
	await sql`update memberships set timed_out_until = now() where ${ofOther}`;
	// As after reading that both have ended; bob's has been replaced since.
	for (const { id } of [bob, other]) appState().timeoutEnds.watch(serverId, id, 0);
	await waitUntil("the other one is removed", async () => {
		const [row] = await sql`select timed_out_until as until from memberships where ${ofOther}`;
		return row?.until === null;
	});
	assert.deepEqual(await storedEnd(), later);
	assertRefused(await send(), 403, "timed_out");
});

test("a member who connects while timed out receives the end as well", async () => {
	await timeOut(soon(1500));
	const client = await bob.connect();
	await client.waitFor("access", (event) => event.serverId === serverId);
	assert.equal((await send()).status, 201);
	client.close();
});

test("a timeout is lifted before its end, and is replaced by a later one", async () => {
	await timeOut();
	await timeOut(null);
	assert.equal((await send()).status, 201);
	await timeOut(null);
	await timeOut(soon());
	const { body } = await ada.post(`/api/servers/${serverId}/moderation-actions`, {
		subject: "bob",
		sanction: { kind: "timeout", until: soon(7_200_000) },
	});
	assert.ok(((await send()).body.error?.retryAfterMs ?? 0) > 3_600_000);
	assert.equal((await ada.delete(`/api/servers/${serverId}/moderation-actions/${body.action?.id}`)).status, 204);
	const { retryAfterMs = 0 } = (await send()).body.error ?? {};
	assert.ok(retryAfterMs > 0 && retryAfterMs <= 3_600_000);
	// The end is that of the earlier timeout, not once more of the later one.
	await timeOut(null);
	const log = await ada.get(`/api/servers/${serverId}/audit-log?action=undo_timeout&limit=2`);
	const [last, before] = log.body.entries?.map(({ moderationAction }) => moderationAction?.id) ?? [];
	assert.equal(before, body.action?.id);
	assert.ok((last ?? 0) < (before ?? 0));
});

test("lifting a timeout ends no warning, no timeout of another member, and none in another server", async () => {
	const [here, elsewhere] = [await ada.createServer("Here"), await ada.createServer("Elsewhere")].map(
		(of) => of.serverId,
	);
	for (const id of [here, elsewhere]) await bob.join(id ?? 0);
	await eve.join(here ?? 0);
	const put = (id: number | undefined, name: string, until: string | null) =>
		ada.put(`/api/servers/${id}/members/${name}/timeout`, { until });
	const warning = { subject: "bob", sanction: { kind: "warn" } };
	assert.equal((await ada.post(`/api/servers/${here}/moderation-actions`, warning)).status, 201);
	for (const [id, name] of [
		[here, "eve"],
		[elsewhere, "bob"],
		[here, "bob"],
	] as const)
		assert.equal((await put(id, name, soon())).status, 204);
	assert.equal((await put(here, "bob", null)).status, 204);
	const sanctions = async (person: typeof bob) =>
		(await person.get("/api/sanctions")).body.sanctions
			?.filter(({ server }) => server.id === here || server.id === elsewhere)
			.map(({ server, kind }) => [server.id, kind]);
	assert.deepEqual(await sanctions(bob), [
		[elsewhere, "timeout"],
		[here, "warn"],
	]);
	assert.deepEqual(await sanctions(eve), [[here, "timeout"]]);
});

test("a timeout goes on for a member who leaves and joins again", async () => {
	await timeOut();
	await bob.leave(serverId);
	await bob.join(serverId);
	assertRefused(await send(), 403, "timed_out");
	await timeOut(null);
	assert.equal((await send()).status, 201);
	await bob.leave(serverId);
	await bob.join(serverId);
	assert.equal((await send()).status, 201);
});

test("only those who may time out members see in the list who is timed out", async () => {
	const until = soon();
	await timeOut(until);
	const of = async (person: typeof bob) =>
		(await person.get(`/api/servers/${serverId}/members?q=bob`)).body.members?.[0];
	assert.equal((await of(ada))?.timedOutUntil, until);
	assert.equal("timedOutUntil" in ((await of(bob)) ?? {}), false);
	await timeOut(null);
	assert.equal((await of(ada))?.timedOutUntil, null);
});
