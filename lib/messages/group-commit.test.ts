import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { openConnection, sql } from "@/db";
import type { ApiClient } from "@/test/support/api-client";
import { range } from "@/test/support/socket-client";
import { nonce, TestServer } from "@/test/support/test-server";
import type { Viewer } from "../auth/viewer";
import { AppError } from "../errors";
import { send } from "./append";
import type { SendResult } from "./append-queue";

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;
let serverId: number;
let channelIds: number[];

before(async () => {
	world = await TestServer.open();
	({ ada, bob } = await world.createThree());
	({ serverId } = await ada.createServer("Many"));
	await bob.join(serverId);
	channelIds = [];
	for (const n of range(1, 12)) channelIds.push(await ada.createChannel(serverId, `many-${n}`));
	// The first message of a channel waits for the keywords of its server, and no other channel waits for that.
	await Promise.all(channelIds.map((channelId) => say(channelId, "first")));
});
after(() => world.close());

const viewer = ({ id, username }: ApiClient): Viewer => ({
	...{ id, username, displayName: username, avatarUrl: null, sessionId: "", createdAt: "" },
	...{ isAdmin: false, hasFactor: false, presence: "online", language: null },
});
const say = (channelId: number, content: string, person = bob): Promise<SendResult> =>
	send(viewer(person), channelId, { nonce: nonce(), content });
type Place = { serverId: number; channelId: number };
const ofBob = ({ serverId }: Place) => sql`server_id = ${serverId} and user_id = ${bob.id}`;
/** Raid mode in which bob counts as a newcomer. */
const raid = ({ serverId }: Place, settings: { newcomers_may: string; raid_slow_mode_s?: number }) => sql`
	update servers set raid_since = '2000-01-01', raid_until = now() + interval '1 hour', ${sql(settings)}
	where id = ${serverId}`;
/** Takes a permission from all members. */
async function withhold({ serverId }: Place, permission: string): Promise<void> {
	const { body } = await ada.get(`/api/servers/${serverId}/roles`);
	const everyone = body.roles?.find((role) => role.everyone) ?? assert.fail("there is no such role");
	const permissions = everyone.permissions.filter((one) => one !== permission);
	assert.equal((await ada.patch(`/api/roles/${everyone.id}`, { permissions })).status, 200);
}
const others = () => channelIds.slice(1);
const first = () => channelIds[0] ?? 0;

/** Holds the rows that `lock` takes until the function it returns is called. */
async function hold(lock: (tx: ReturnType<typeof openConnection>) => Promise<unknown>): Promise<() => Promise<void>> {
	const connection = openConnection({});
	await connection`begin`;
	await lock(connection);
	return async () => {
		await connection`rollback`;
		await connection.end();
	};
}

async function textsOf(channelId: number): Promise<string[]> {
	const { body } = await ada.get(`/api/channels/${channelId}/messages?limit=100`);
	return (body.messages ?? []).map(({ content }) => content);
}

test("messages of many channels that arrive together are stored in one transaction, each channel in its order", async () => {
	const sent = await Promise.all(
		range(1, 5).flatMap((n) => channelIds.map((channelId) => say(channelId, `together ${n}`))),
	);
	assert.ok(sent.every(({ existed }) => !existed));
	const [row] = await sql<{ transactions: number }[]>`
		select count(distinct xmin::text)::int as transactions from messages where content like 'together %'`;
	assert.equal(row?.transactions, 1);
	const joins = await sql<{ seen: number; now: number }[]>`
		select distinct m.join_rev as seen, s.join_rev as now from messages m
		join channels c on c.id = m.channel_id join servers s on s.id = c.server_id where m.content like 'together %'`;
	assert.deepEqual(
		joins.map(({ seen, now }) => seen === now && now > 0),
		[true],
	);
	for (const channelId of channelIds) {
		assert.deepEqual(await textsOf(channelId), ["first", ...range(1, 5).map((n) => `together ${n}`)]);
		const { lastSeq, lastReadSeq } = await bob.channelState(channelId);
		assert.deepEqual([lastSeq, lastReadSeq], [6, 6]);
	}
});

test("a locked channel or membership delays only its own channels", async () => {
	const elsewhere = await ada.createServer("Elsewhere");
	await bob.join(elsewhere.serverId);
	const holds = [
		{ held: first(), lock: hold((tx) => tx`select 1 from channels where id = ${first()} for update`) },
		{
			held: elsewhere.channelId,
			lock: hold(
				(tx) =>
					tx`select 1 from memberships where server_id = ${elsewhere.serverId} and user_id = ${bob.id} for update`,
			),
		},
	];
	for (const { held, lock } of holds) {
		const release = await lock;
		let stored = false;
		const late = say(held, "late").then(() => {
			stored = true;
		});
		await Promise.all(others().map((channelId) => say(channelId, "at once")));
		assert.equal(stored, false);
		await release();
		await late;
		assert.equal((await textsOf(held)).at(-1), "late");
	}
});

test("a channel whose transaction fails, fails alone, also at the commit; nothing is acknowledged that was not stored", async () => {
	await sql`create function fail() returns trigger language plpgsql as $$ begin raise 'planted'; end $$`;
	for (const when of ["", "deferrable initially deferred"]) {
		await sql.unsafe(`create constraint trigger planted after insert on messages ${when}
			for each row when (new.channel_id = ${first()}) execute function fail()`);
		const before = await textsOf(first());
		const failing = range(1, 3).map((n) => assert.rejects(say(first(), `failing ${n}`), /planted/));
		const sent = await Promise.all(others().map((channelId) => say(channelId, `unharmed ${when}`)));
		await Promise.all(failing);
		for (const { message } of sent) {
			assert.equal((await textsOf(message.channelId)).at(-1), `unharmed ${when}`);
			assert.equal((await ada.channelState(message.channelId)).lastSeq, message.seq);
		}
		assert.deepEqual(await textsOf(first()), before);
		await sql`drop trigger planted on messages`;
		assert.equal((await say(first(), "works again")).message.seq, before.length + 1);
	}
});

test("a channel that is held up refuses messages beyond five thousand, and stores all the others in their order", async () => {
	const channelId = await ada.createChannel(serverId, "held-up");
	await say(channelId, "0");
	const release = await hold((tx) => tx`select 1 from channels where id = ${channelId} for update`);
	const sent = range(1, 5600).map((n) => say(channelId, `${n}`));
	const outcomes = Promise.allSettled(sent);
	const late = sleep(20_000, undefined, { ref: false });
	const refused = await Promise.race([sent.at(-1)?.catch((error: unknown) => error), late]);
	await release();
	assert.ok(refused instanceof AppError, "while the channel is held up, the last one is refused");
	assert.deepEqual([refused.code, refused.retryAfterMs], ["rate_limited", 1000]);
	const stored = (await outcomes).filter(({ status }) => status === "fulfilled").length;
	// Besides those that wait, some are being stored.
	assert.ok(stored >= 5000 && stored < 5600, `${stored} were stored`);
	const rows = await sql<{ content: string }[]>`
		select content from messages where channel_id = ${channelId} order by seq`;
	assert.deepEqual(
		rows.map(({ content }) => content),
		range(0, stored).map(String),
	);
	assert.equal((await say(channelId, "works again")).message.seq, stored + 2);
});

test("refusals of one channel touch no other, and what a common transaction cannot store is stored beside it", async () => {
	const closed = await ada.createChannel(serverId, "closed", { private: true });
	const { body } = await ada.post(`/api/channels/${first()}/messages/1/thread`);
	const thread = body.thread?.channelId ?? 0;
	const id = nonce();
	const again = { nonce: id, content: "sent before" };
	await send(viewer(bob), first(), again);
	const code = (sent: Promise<SendResult>) =>
		sent.then(
			({ existed }) => existed,
			(error) => error.code,
		);
	const outcomes = await Promise.all([
		code(say(closed, "not for bob")),
		code(say(999_999, "nowhere")),
		code(send(viewer(bob), first(), again)),
		code(send(viewer(bob), channelIds[1] ?? 0, { nonce: nonce(), content: "lost", replyTo: 9999 })),
		code(send(viewer(bob), channelIds[2] ?? 0, { nonce: nonce(), content: "a reply", replyTo: 1 })),
		code(say(channelIds[3] ?? 0, "hello @ada")),
		code(say(thread, "in a thread")),
		code(say(closed, "for its creator", ada)),
		code(say(channelIds[4] ?? 0, "plain")),
	]);
	assert.deepEqual(outcomes, [
		...["channel_not_found", "channel_not_found", true, "invalid_request"],
		...[false, false, false, false, false],
	]);
	assert.deepEqual((await ada.get(`/api/channels/${channelIds[3]}/messages`)).body.messages?.at(-1)?.mentions, ["ada"]);
	const [follower] = await sql`select following from follows where user_id = ${bob.id} and channel_id = ${thread}`;
	assert.equal(follower?.following, true);
});

test("a common transaction stores nothing where its author may only read, has to wait, or is just being removed", async () => {
	const refusals: [code: string, limit: (at: Place) => Promise<unknown>][] = [
		["archived", (at) => sql`update channels set archived_at = now() where id = ${at.channelId}`],
		["frozen", (at) => sql`update servers set frozen_at = now() where id = ${at.serverId}`],
		["raid_mode", (at) => raid(at, { newcomers_may: "read" })],
		["timed_out", (at) => sql`update memberships set timed_out_until = now() + interval '1 hour' where ${ofBob(at)}`],
		["rules_not_accepted", (at) => sql`update memberships set accepted_at = null where ${ofBob(at)}`],
		["forbidden", (at) => withhold(at, "send_messages")],
		["channel_not_found", (at) => withhold(at, "view_channel")],
		["slow_mode", (at) => sql`update channels set slow_mode_s = 60 where id = ${at.channelId}`],
		["slow_mode", (at) => raid(at, { newcomers_may: "talk", raid_slow_mode_s: 60 })],
	];
	const places: Place[] = [];
	for (const [, limit] of refusals) {
		const at = await ada.createServer("Limited");
		await bob.join(at.serverId);
		await say(at.channelId, "before");
		await limit(at);
		// Slow mode counts from the first message that it sees.
		await say(at.channelId, "the last one").catch(() => {});
		places.push(at);
	}
	const outcomes = await Promise.all([
		...places.map(({ channelId }) => say(channelId, "too much").catch((error) => error.code)),
		...others().map((channelId) => say(channelId, "beside them").then(({ existed }) => existed)),
	]);
	assert.deepEqual(outcomes, [...refusals.map(([code]) => code), ...others().map(() => false)]);

	const leaving = await ada.createServer("Left");
	await bob.join(leaving.serverId);
	await say(leaving.channelId, "before");
	const connection = openConnection({});
	await connection`begin`;
	await connection`delete from memberships where ${ofBob(leaving)}`;
	const late = say(leaving.channelId, "late").catch((error) => error.code);
	await Promise.all(others().map((channelId) => say(channelId, "beside a ban")));
	await connection`commit`;
	await connection.end();
	assert.equal(await late, "not_member");
});

test("edits keep their place between the messages of a channel while others are stored", async () => {
	const { message } = await say(first(), "before");
	const path = `/api/channels/${first()}/messages/${message.seq}`;
	const [edited, ...sent] = await Promise.all([
		bob.patch(path, { content: "after" }),
		...range(1, 20).map((n) => say(channelIds[n % 4] ?? 0, `around ${n}`)),
	]);
	assert.equal(edited.status, 200);
	const revs = [
		edited.body.message?.rev ?? 0,
		...sent.filter((one) => one.message.channelId === first()).map((one) => one.message.rev),
	];
	assert.equal(new Set(revs).size, revs.length);
	const [head] = await sql`select last_rev from channels where id = ${first()}`;
	assert.equal(head?.last_rev, Math.max(...revs));
});
