import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { sql } from "@/db";
import { type ApiClient, type ApiResponse, assertRefused } from "@/test/support/api-client";
import { ada, bob, channelId, eve, serverId, setUpCommunity } from "@/test/support/community";
import { holdTransaction, waitsFor } from "@/test/support/held-transaction";
import { repeatsOf } from "@/test/support/races";
import { range } from "@/test/support/socket-client";
import { nonce } from "@/test/support/test-server";

setUpCommunity();

const setSlowMode = async (seconds: number, id = channelId) => {
	const { status, text, body } = await ada.patch(`/api/channels/${id}`, { slowModeSeconds: seconds });
	assert.equal(status, 200, text);
	assert.equal(body.channel?.slowModeSeconds, seconds);
};
const post = (who: ApiClient, id = channelId, extra: object = {}) =>
	who.post(`/api/channels/${id}/messages`, { nonce: nonce(), content: "Hello", ...extra });
/** Sets the clocks of all members back, as if the time had passed. */
const pass = (seconds: number) => sql`update slow_mode_state set at = at - make_interval(secs => ${seconds})`;
const clocks = async () => (await sql`select * from slow_mode_state`).length;
const startThread = async (seq: number) => {
	const { body } = await ada.post(`/api/channels/${channelId}/messages/${seq}/thread`);
	return body.thread?.channelId ?? assert.fail("no thread");
};

function assertEarly(answer: ApiResponse, atMost: number): void {
	assertRefused(answer, 429, "slow_mode");
	const { retryAfterMs = 0 } = answer.body.error ?? {};
	assert.ok(retryAfterMs > 0 && retryAfterMs <= atMost * 1000, answer.text);
	assert.equal(answer.headers["retry-after"], String(Math.ceil(retryAfterMs / 1000)));
}

beforeEach(() => setSlowMode(0));

test("members with manage_channels choose one of the given times for a channel, and all members see it", async () => {
	const set = (who: ApiClient, slowModeSeconds: unknown, id = channelId) =>
		who.patch(`/api/channels/${id}`, { slowModeSeconds });
	assertRefused(await set(bob, 5), 403, "forbidden");
	assertRefused(await set(eve, 5), 403, "not_member");
	for (const wrong of [7, -5, 0.5, 21_601, "5", null, true, [5], {}])
		assertRefused(await set(ada, wrong), 400, "invalid_request", "slowModeSeconds");
	const { seq } = await ada.sendMessage(channelId, "parent");
	assertRefused(await set(ada, 5, await startThread(seq)), 404, "channel_not_found");
	const client = await bob.connect();
	for (const seconds of [5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21_600, 21_600])
		await setSlowMode(seconds);
	await client.waitFor("channel:updated", ({ channel }) => channel.slowModeSeconds === 21_600);
	assert.equal((await bob.channelState(channelId)).slowModeSeconds, 21_600);
	client.close();
});

test("a member sends one message in the time, over HTTP and sockets, and another one when it is over", async () => {
	await setSlowMode(30);
	assert.equal((await post(bob)).status, 201);
	assertEarly(await post(bob), 30);
	const client = await bob.openSocket(channelId);
	const { ok, error } = await client.ask("message:send", { channelId, nonce: nonce(), content: "x" });
	assert.deepEqual([ok, error?.code], [false, "slow_mode"]);
	assert.ok((error?.retryAfterMs ?? 0) > 25_000);
	client.close();
	await pass(25);
	assertEarly(await post(bob), 5);
	await pass(5);
	assert.equal((await post(bob)).status, 201);
	assertEarly(await post(bob), 30);
	await setSlowMode(10);
	await pass(10);
	assert.equal((await post(bob)).status, 201);
});

test("each member has a clock of their own, and members with bypass_slow_mode have none", async () => {
	await eve.join(serverId);
	await setSlowMode(30);
	for (const who of [bob, eve]) assert.equal((await post(who)).status, 201);
	for (const _ of range(1, 3)) assert.equal((await post(ada)).status, 201);
	assert.equal(await clocks(), 2);
	await ada.createRole(serverId, "fast", { permissions: ["bypass_slow_mode"] }, eve);
	for (const _ of range(1, 2)) assert.equal((await post(eve)).status, 201);
	assertEarly(await post(bob), 30);
	assert.equal((await eve.delete(`/api/membership/${serverId}`)).status, 200);
});

test("the clock goes on when the member leaves and comes back", async () => {
	await setSlowMode(30);
	assert.equal((await post(bob)).status, 201);
	assert.equal((await bob.delete(`/api/membership/${serverId}`)).status, 200);
	await bob.join(serverId);
	assertEarly(await post(bob), 30);
});

test("threads share the clock of their channel, those that were started before and after it", async () => {
	const parents = [await ada.sendMessage(channelId, "one"), await ada.sendMessage(channelId, "two")];
	const before = await startThread(parents[0]?.seq ?? 0);
	await setSlowMode(30);
	const after = await startThread(parents[1]?.seq ?? 0);
	for (const first of [channelId, before, after]) {
		assert.equal((await post(bob, first)).status, 201);
		for (const id of [channelId, before, after]) assertEarly(await post(bob, id), 30);
		await pass(30);
	}
	await setSlowMode(0);
	for (const id of [channelId, before, after, before]) assert.equal((await post(bob, id)).status, 201);
});

test("a poll is a message, and an edit, a reaction, a vote and a started thread are none", async () => {
	await setSlowMode(30);
	const poll = { question: "Where?", options: ["Here", "There"] };
	const { body } = await post(bob, channelId, { content: "", poll });
	const message = `/api/channels/${channelId}/messages/${body.message?.seq}`;
	assertEarly(await post(bob, channelId, { content: "", poll }), 30);
	assert.equal((await bob.patch(message, { content: "Changed" })).status, 200);
	assert.equal((await bob.put(`${message}/reactions/${encodeURIComponent("🎉")}`)).status, 204);
	assert.equal((await bob.put(`${message}/votes`, { options: [0] })).status, 204);
	assert.equal((await bob.post(`${message}/thread`)).status, 201);
	await pass(30);
	assert.equal((await bob.patch(message, { content: "Again" })).status, 200);
	assert.equal((await post(bob)).status, 201);
});

test("a reply that is also sent to the channel counts once", async () => {
	const thread = await startThread((await ada.sendMessage(channelId, "parent")).seq);
	await setSlowMode(30);
	const { lastSeq } = await ada.channelState(channelId);
	const reply = { nonce: nonce(), content: "Both", echo: true };
	assert.equal((await post(bob, thread, reply)).status, 201);
	assert.equal((await ada.channelState(channelId)).lastSeq, lastSeq + 1);
	assert.equal((await post(bob, thread, reply)).status, 200);
	assertEarly(await post(bob, thread, { echo: true }), 30);
	assert.equal((await ada.channelState(channelId)).lastSeq, lastSeq + 1);
});

test("a known nonce returns its message and does not move the clock, nor does a message that is refused", async () => {
	await setSlowMode(30);
	const first = { nonce: nonce(), content: "Once" };
	assert.equal((await post(bob, channelId, first)).status, 201);
	await pass(20);
	assert.equal((await post(bob, channelId, first)).status, 200);
	assertEarly(await post(bob), 10);
	await pass(10);
	assert.equal((await post(bob, channelId, first)).status, 200);
	assertRefused(await post(bob, channelId, { replyTo: 9999 }), 400, "invalid_request", "replyTo");
	assertRefused(await post(bob, channelId, { attachmentIds: [9999] }), 400, "invalid_request", "attachmentIds");
	assertRefused(await post(bob, channelId, { content: "" }), 400, "invalid_request");
	const timeout = `/api/servers/${serverId}/members/bob/timeout`;
	assert.equal((await ada.put(timeout, { until: new Date(Date.now() + 60_000).toISOString() })).status, 204);
	assertRefused(await post(bob), 403, "timed_out");
	assert.equal((await ada.put(timeout, { until: null })).status, 204);
	assert.equal((await post(bob)).status, 201);
	assertEarly(await post(bob, channelId, { replyTo: 1 }), 30);
});

test("without slow mode no clock is kept, and turning it off forgets the clocks", async () => {
	assert.equal((await post(bob)).status, 201);
	assert.equal(await clocks(), 0);
	await setSlowMode(30);
	assert.equal((await post(bob)).status, 201);
	assert.equal(await clocks(), 1);
	await setSlowMode(0);
	assert.equal(await clocks(), 0);
	assert.equal((await post(bob)).status, 201);
});

test("of the messages that a member sends at once, in a channel and its threads, exactly one is stored", async () => {
	const thread = await startThread((await ada.sendMessage(channelId, "parent")).seq);
	await setSlowMode(30);
	for (const round of range(1, repeatsOf(15))) {
		const answers = await Promise.all([channelId, thread, channelId, thread].map((id) => post(bob, id)));
		assert.deepEqual(
			answers.map(({ status }) => status).toSorted((a, b) => a - b),
			[201, 429, 429, 429],
			`round ${round}`,
		);
		await pass(30);
	}
});

test("of the messages that two instances store at once, exactly one passes", async () => {
	await setSlowMode(30);
	const append = (content: string) => sql<{ stored: { early: number[] } }[]>`
		select append_messages(${channelId}, ${[bob.id]}::bigint[], ${[bob.id]}::bigint[], ${[nonce()]}::uuid[],
			${[content]}::text[], '{}', '{}', '{}', '{}', 100, '{}', '{}') as stored`;
	for (const round of range(1, repeatsOf(15))) {
		const stored = await Promise.all(["one", "two"].map(append));
		assert.equal(stored.flatMap(([row]) => row?.stored.early ?? []).length, 1, `round ${round}`);
		await pass(30);
	}
});

test("a message waits for one that another instance is storing in a thread, and then knows how long to wait", async () => {
	await setSlowMode(30);
	const commit = await holdTransaction(
		(tx) => tx`insert into slow_mode_state (channel_id, user_id, at) values (${channelId}, ${bob.id}, now())
			on conflict (channel_id, user_id) do update set at = now()`,
	);
	const sending = post(bob);
	await waitsFor("append_messages");
	await commit();
	assertEarly(await sending, 30);
});
