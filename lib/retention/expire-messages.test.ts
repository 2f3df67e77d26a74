import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql } from "@/db";
import { type ApiClient, assertRefused } from "@/test/support/api-client";
import { holdTransaction, waitsFor } from "@/test/support/held-transaction";
import { waitUntilIndexed } from "@/test/support/search-index";
import { range, waitUntil } from "@/test/support/socket-client";
import { nonce, TestServer } from "@/test/support/test-server";
import { channelStates } from "../backup/channel-states";
import { checkInvariants } from "../doctor/check-invariants";
import { changeSettings } from "../instance/change-settings";
import { readAfter } from "../messages/changes-since";
import { appState } from "../process/app-state";
import { expireBatch } from "./expire-batch";
import { expireMessages } from "./expire-messages";

let world: TestServer;
let ada: ApiClient;
let bob: ApiClient;
let count = 0;

before(async () => {
	world = await TestServer.open();
	({ ada, bob } = await world.createThree());
	await sql`update users set is_admin = true where id = ${ada.id}`;
});
after(() => world.close());

const like = encodeURIComponent("👍");
const run = () => expireMessages(new AbortController().signal);
const keep = (channelId: number, days: number | null) =>
	sql`update channels set keep_days = ${days} where id = ${channelId}`;
/** Messages up to this one were written so many days ago. */
const age = (channelId: number, upTo: number, days = 31) =>
	sql`update messages set created_at = now() - make_interval(days => ${days}) where channel_id = ${channelId} and seq <= ${upTo}`;

/** A server of ada's with bob, whose channel keeps messages for 30 days and has so many of them. */
async function place(messages: number): Promise<{ serverId: number; channelId: number; path: string }> {
	const made = await ada.createServer(`Contour ${++count}`);
	await bob.join(made.serverId);
	await keep(made.channelId, 30);
	for (const n of range(1, messages)) await ada.sendMessage(made.channelId, `word${n} of ${made.channelId}`);
	return { ...made, path: `/api/channels/${made.channelId}/messages` };
}
const seqsOf = async (channelId: number) =>
	(await sql<{ seq: number }[]>`select seq from messages where channel_id = ${channelId} order by seq`).map(
		({ seq }) => seq,
	);
const pageOf = async (client: ApiClient, path: string) => {
	const { messages, firstSeq, hasBefore, hasAfter } = (await client.get(path)).body;
	return [messages?.map(({ seq }) => seq), firstSeq, hasBefore, hasAfter];
};
const unreadOf = async (client: ApiClient, channelId: number) => {
	const { body } = await client.get("/api/servers?mine=true");
	const channel = body.servers?.flatMap(({ channels }) => channels).find(({ id }) => id === channelId);
	assert.ok(channel);
	const { lastSeq, lastReadSeq, lastUncounted = 0, readUncounted = 0, mentionCount } = channel;
	return { unread: lastSeq - lastUncounted - (lastReadSeq - readUncounted), mentionCount };
};
/** All that an instance checks about the logs holds. */
const assertSound = async () => {
	await waitUntilIndexed();
	assert.deepEqual(await checkInvariants(false), []);
};

test("old messages go in the order of the log, and every connected client drops them with one revision a batch", async () => {
	const { channelId, path } = await place(10);
	await age(channelId, 6);
	const watching = await bob.connect();
	await watching.open({ channelId });
	await run();
	await watching.waitFor("messages:expired");
	assert.deepEqual(watching.of("messages:expired"), [{ rev: 11, channelId, firstSeq: 7 }]);
	assert.deepEqual(await seqsOf(channelId), range(7, 10));
	const sent = await ada.sendMessage(channelId, "after it");
	assert.deepEqual([sent.seq, sent.rev], [11, 12]);
	await watching.waitFor("messages");
	assert.deepEqual(watching.revs(channelId), [11, 12]);
	const late = await (await bob.connect()).open({ channelId, limit: 50 });
	assert.deepEqual([late.firstSeq, late.complete, late.messages.map(({ seq }) => seq)], [7, true, range(7, 11)]);
	assert.deepEqual(await pageOf(bob, path), [range(7, 11), 7, false, false]);
	await run();
	assert.equal((await ada.channelState(channelId)).lastRev, 12, "nothing more is old");
	await assertSound();
	for (const wrong of [1, -1]) {
		await sql`update channels set first_seq = first_seq + ${wrong} where id = ${channelId}`;
		assert.deepEqual(
			(await checkInvariants(false)).map(({ check }) => check),
			["holes"],
		);
		await sql`update channels set first_seq = first_seq - ${wrong} where id = ${channelId}`;
	}
});

test("a position before the log's beginning has an answer of its own, from memory and from the database", async () => {
	const { channelId, path } = await place(130);
	const all = range(1, 130);
	const read = async (query: string) => pageOf(bob, `${path}?${query}`);
	await read("before=101&limit=100");
	await age(channelId, 70);
	await expireBatch({ channelId, serverId: 0, before: "infinity" }, 10);
	assert.deepEqual(await read("before=61&limit=100"), [range(11, 60), 11, false, true]);
	await run();
	for (const _ of [1, 2]) {
		assert.deepEqual(await read("before=101&limit=100"), [range(71, 100), 71, false, true]);
		assert.deepEqual(await read("before=40&limit=10"), [[], 71, false, true]);
		assert.deepEqual(await read("around=3&limit=20"), [range(71, 90), 71, false, true]);
		assert.deepEqual(await read("after=0&limit=2"), [[71, 72], 71, false, true]);
		assert.deepEqual(await read("after=100"), [range(101, 130), 71, true, false]);
		assert.deepEqual(await read("limit=100"), [range(71, 130), 71, false, false]);
	}
	await age(channelId, 130);
	await run();
	assert.deepEqual(await seqsOf(channelId), []);
	for (const query of ["limit=5", "before=50", "around=50", "after=50", "after=0"])
		assert.deepEqual(await read(query), [[], 131, false, false], query);
	assert.equal((await ada.sendMessage(channelId, "a new beginning")).seq, all.length + 1);
	assert.deepEqual(await read("limit=5"), [[131], 131, false, false]);
	await assertSound();
});

test("a client that was away catches up with what is left, whatever it had seen", async () => {
	const { channelId } = await place(20);
	await ada.put(`/api/channels/${channelId}/messages/15/reactions/${like}`);
	await age(channelId, 12);
	await run();
	const open = async (request: object) => {
		const socket = await bob.connect();
		const { messages, firstSeq, lastSeq, lastRev, complete } = await socket.open({ channelId, ...request });
		socket.close();
		assert.deepEqual([firstSeq, lastSeq, lastRev], [13, 20, 22]);
		return [messages.map(({ seq }) => seq), complete];
	};
	assert.deepEqual(await open({ afterSeq: 5, afterRev: 5, firstSeq: 1 }), [range(13, 20), true]);
	assert.deepEqual(await open({ afterSeq: 0 }), [range(13, 20), true]);
	assert.deepEqual(await open({ afterRev: 20, firstSeq: 3 }), [[15], true]);
	assert.deepEqual(await open({ afterRev: 3, firstSeq: 1 }), [range(13, 20), true]);
	assert.deepEqual(await open({ afterSeq: 20, afterRev: 22 }), [[], true]);
});

test("an instance that has missed changes of messages that are gone goes on without a hole", async () => {
	const { channelId } = await place(6);
	await ada.put(`/api/channels/${channelId}/messages/2/reactions/${like}`);
	await ada.put(`/api/channels/${channelId}/messages/5/reactions/${like}`);
	await age(channelId, 4);
	await run();
	await ada.sendMessage(channelId, "the last");
	for (const rev of [0, 1, 4, 6, 8]) {
		const changes = await readAfter(channelId, rev);
		assert.deepEqual(
			changes.map((change) => change.rev),
			range(rev + 1, 10),
		);
		for (const change of changes)
			if (change.kind === "messages:expired")
				assert.deepEqual(change.event, { rev: change.rev, channelId, firstSeq: 5 });
	}
	const kinds = (await readAfter(channelId, 0)).map(({ kind }) => kind);
	const expired = "messages:expired";
	assert.deepEqual(kinds, [expired, expired, expired, expired, "born", "born", expired, "reaction", expired, "born"]);
	assert.deepEqual(await readAfter(channelId, 10), []);
});

test("what belongs to a message goes with it: search, inbox, pins, saved messages, reactions, edits and files", async () => {
	const { serverId, channelId, path } = await place(1);
	const { id: fileId } = await ada.uploadOk(channelId, "a.txt", "a file");
	await ada.sendMessage(channelId, `@bob needle${channelId}`, { attachmentIds: [fileId] });
	await ada.patch(`${path}/2`, { content: `@bob needle${channelId}, edited` });
	await bob.put(`${path}/2/reactions/${like}`);
	await ada.put(`${path}/2/pin`);
	assert.equal((await bob.put(`${path}/2/saved`)).status, 204);
	const { id: keptId } = await ada.uploadOk(channelId, "b.txt", "of a later message");
	await ada.sendMessage(channelId, "an answer", { replyTo: 2, attachmentIds: [keptId] });
	await waitUntilIndexed();
	const found = async () => (await bob.get(`/api/search?q=needle${channelId}`)).body.results?.length;
	assert.equal(await found(), 1);
	const [file] = await sql<{ key: string }[]>`select key from attachments where id = ${fileId}`;
	assert.ok(file);
	await age(channelId, 2);
	await run();
	assert.equal(await found(), 0);
	assert.deepEqual(
		(await bob.get("/api/inbox")).body.items?.filter(({ place }) => place.serverId === serverId),
		[],
	);
	assert.deepEqual((await bob.get(`/api/channels/${channelId}/pins`)).body.messages, []);
	assert.deepEqual((await bob.get("/api/saved")).body.saved, []);
	assert.equal((await bob.get(`/api/attachments/${fileId}`)).status, 404);
	assert.equal((await bob.get(`/api/attachments/${keptId}`)).text, "of a later message");
	await appState().fileDeletions.running;
	assert.equal(await appState().storage.get(file.key), null);
	for (const call of [
		bob.put(`${path}/2/reactions/${like}`),
		bob.put(`${path}/2/saved`),
		ada.put(`${path}/2/pin`),
		ada.patch(`${path}/2`, { content: "again" }),
		ada.delete(`${path}/2`),
		ada.get(`${path}/2/versions`),
		bob.post(`${path}/2/thread`),
		bob.post("/api/reports", { channelId, seq: 2, category: "spam" }),
	])
		assertRefused(await call, 404, "message_not_found");
	assertRefused(
		await ada.post(path, { nonce: nonce(), content: "too late", replyTo: 2 }),
		400,
		"invalid_request",
		"replyTo",
	);
	const [reply] = (await bob.get(path)).body.messages ?? [];
	assert.equal(reply?.replyTo, 2, "the reply says that it was one");
	const [named] = await sql`select 1 from changes where channel_id = ${channelId} and user_id is not null`;
	assert.equal(named, undefined, "the log does not name who has reacted");
	await assertSound();
});

test("unread messages that are gone are not unread any more, for markers anywhere and with uncounted messages", async () => {
	const { serverId, channelId, path } = await place(0);
	await ada.patch(`/api/servers/${serverId}`, { systemMessages: { pinned: true } });
	for (const n of range(1, 4)) await ada.sendMessage(channelId, `@bob ${n}`);
	await ada.put(`${path}/1/pin`);
	await ada.put(`${path}/2/pin`);
	for (const n of range(5, 8)) await ada.sendMessage(channelId, `@bob ${n}`);
	await ada.put(`${path}/8/pin`);
	assert.deepEqual(await unreadOf(bob, channelId), { unread: 8, mentionCount: 8 });
	const bobs = await bob.connect();
	await age(channelId, 5);
	await run();
	const read = await bobs.waitFor("read", (event) => event.channelId === channelId);
	assert.deepEqual(read, { channelId, lastReadSeq: 5, mentionCount: 4, uncounted: 1 });
	assert.deepEqual(await unreadOf(bob, channelId), { unread: 4, mentionCount: 4 });
	const inInbox = async () =>
		((await bob.get("/api/inbox?tab=unreads")).body.items ?? [])
			.filter(({ place }) => place.channelId === channelId)
			.map(({ unread, firstUnreadSeq }) => [unread, firstUnreadSeq]);
	assert.deepEqual(await inInbox(), [[4, 7]]);
	await bob.put(`/api/channels/${channelId}/read`, { seq: 2, force: true });
	assert.deepEqual(await unreadOf(bob, channelId), { unread: 4, mentionCount: 4 });
	await bob.put(`/api/channels/${channelId}/read`, { seq: 8 });
	assert.deepEqual(await unreadOf(bob, channelId), { unread: 2, mentionCount: 2 });
	await age(channelId, 11);
	await run();
	assert.deepEqual(await unreadOf(bob, channelId), { unread: 0, mentionCount: 0 });
	assert.deepEqual(await inInbox(), []);
	await ada.sendMessage(channelId, "news");
	assert.deepEqual(await unreadOf(bob, channelId), { unread: 1, mentionCount: 0 });
	await assertSound();
});

test("a thread goes with the message that it began on, also a large one, and its followers do not follow it", async () => {
	const { serverId, channelId, path } = await place(3);
	const threadOf = async (seq: number) => (await ada.post(`${path}/${seq}/thread`)).body.thread?.channelId ?? 0;
	const [small, large, kept] = [await threadOf(1), await threadOf(2), await threadOf(3)];
	await bob.sendMessage(small, "a reply of today");
	for (const n of range(1, 7)) await bob.sendMessage(large, `reply ${n}`);
	await bob.sendMessage(kept, "a reply");
	const bobs = await bob.connect();
	await bobs.open({ channelId: small });
	await age(channelId, 2);
	// A thread is large above 3 replies.
	const old = { channelId, serverId, before: "infinity" };
	const removed = [];
	for (;;) {
		const n = await expireBatch(old, 3);
		if (n === 0) break;
		removed.push(n);
	}
	assert.deepEqual(removed, [1, 3, 3, 1]);
	assert.deepEqual(
		(await sql<{ id: number }[]>`select id from channels where parent_id = ${channelId}`).map(({ id }) => id),
		[kept],
	);
	await bobs.waitFor("channel:deleted", (event) => event.channelId === small);
	for (const id of [small, large]) {
		await bobs.waitFor("follow", (event) => event.channelId === id && !event.following);
		assertRefused(await bob.get(`/api/channels/${id}/messages`), 404, "channel_not_found");
	}
	const { servers } = (await bob.get("/api/servers?mine=true")).body;
	assert.deepEqual(
		servers?.find(({ id }) => id === serverId)?.threads.map((thread) => thread.channelId),
		[kept],
	);
	await assertSound();
});

test("the shortest time that is set counts; raising it saves what is not removed yet", async () => {
	const { serverId, channelId } = await place(4);
	await age(channelId, 4, 20);
	await keep(channelId, null);
	const removes = async () => {
		const before = (await seqsOf(channelId)).length;
		await expireBatch({ channelId, serverId, before: "infinity" }, 1);
		return before - (await seqsOf(channelId)).length;
	};
	const server = (days: number | null) => sql`update servers set keep_days = ${days} where id = ${serverId}`;
	const instance = (keepDays: number | null) => changeSettings(null, { keepDays });
	assert.equal(await removes(), 0, "for ever by default");
	await run();
	await instance(21);
	await server(25);
	assert.equal(await removes(), 0);
	await server(19);
	assert.equal(await removes(), 1, "the server’s is shorter than the instance’s");
	await server(25);
	await keep(channelId, 19);
	assert.equal(await removes(), 1, "the channel’s is shorter than the server’s");
	await keep(channelId, 90);
	await instance(19);
	assert.equal(await removes(), 1, "nothing is longer than the instance’s");
	await instance(null);
	await server(null);
	assert.equal(await removes(), 0);
	const [left] = await seqsOf(channelId);
	assert.equal(left, 4);
	// A setting that becomes shorter while messages are removed counts from the next night on.
	await keep(channelId, 1);
	assert.equal(await expireBatch({ channelId, serverId, before: "-infinity" }), 0);
	await run();
	assert.deepEqual(await seqsOf(channelId), []);
});

test("a message stays as long as an earlier one does", async () => {
	const { channelId } = await place(3);
	await sql`update messages set created_at = now() - interval '40 days' where channel_id = ${channelId} and seq >= 2`;
	await run();
	assert.deepEqual(await seqsOf(channelId), [1, 2, 3]);
});

test("a batch that was killed in the middle has removed nothing, and the next run goes on where the last one ended", async () => {
	const { serverId, channelId } = await place(9);
	await age(channelId, 9);
	const old = { channelId, serverId, before: "infinity" };
	assert.equal(await expireBatch(old, 3), 3);
	const before = await sql.begin(channelStates);
	// The deletion of the second message waits, after that of all that is removed before it.
	const release = await holdTransaction(
		(tx) => tx`select from messages where channel_id = ${channelId} and seq = 5 for update`,
	);
	const killed = assert.rejects(expireBatch(old, 3));
	await waitsFor("expire_messages");
	await sql`select pg_terminate_backend(pid) from pg_stat_activity where wait_event_type = 'Lock' and query like '%expire_messages%'`;
	await killed;
	await release();
	assert.deepEqual(await sql.begin(channelStates), before);
	await assertSound();
	await run();
	assert.deepEqual(await seqsOf(channelId), []);
	await assertSound();
});

test("members write, react and read while messages expire, and no client misses anything", async () => {
	const { serverId, channelId, path } = await place(60);
	await age(channelId, 50);
	const watching = await bob.connect();
	await watching.open({ channelId, afterSeq: 60, afterRev: 60 });
	const writer = await ada.connect();
	let ended = false;
	const expiring = (async () => {
		while ((await expireBatch({ channelId, serverId, before: "infinity" }, 5)) > 0);
		ended = true;
	})();
	const sent: number[] = [];
	const writing = (async () => {
		for (let n = 1; n <= 40 || !ended; n++) sent.push((await writer.sendMessage(channelId, `during ${n}`)).seq);
	})();
	const reading = (async () => {
		while (!ended) {
			const [seqs, firstSeq] = (await pageOf(bob, `${path}?limit=100`)) as [number[], number | undefined];
			assert.deepEqual(seqs, range(seqs[0] ?? 0, seqs.at(-1) ?? 0));
			assert.ok(seqs.length === 100 || seqs[0] === (firstSeq ?? 1), `${seqs[0]} ${firstSeq}`);
			await bob.put(`${path}/58/reactions/${like}`);
			await bob.delete(`${path}/58/reactions/${like}`);
		}
	})();
	await Promise.all([expiring, writing, reading]);
	const { lastSeq, lastRev } = await ada.channelState(channelId);
	assert.deepEqual(await seqsOf(channelId), range(51, lastSeq));
	assert.equal(lastSeq, 60 + sent.length);
	await waitUntil("everything is received", () => watching.revs(channelId).at(-1) === lastRev);
	assert.deepEqual(watching.revs(channelId), range(61, lastRev));
	assert.deepEqual(watching.seqs(channelId), range(61, lastSeq));
	await assertSound();
});

test("the search index stores nothing of a message that expires while it is read", async () => {
	const { serverId, channelId } = await place(3);
	await age(channelId, 3);
	await waitUntilIndexed();
	const release = await holdTransaction(async (tx) => {
		await tx`select pg_advisory_xact_lock(hashtextextended(${`search ${channelId}`}, 0))`;
	});
	const expiring = expireBatch({ channelId, serverId, before: "infinity" });
	await waitsFor("expire_messages");
	assert.deepEqual(await seqsOf(channelId), [1, 2, 3]);
	await release();
	assert.equal(await expiring, 3);
	const documents = await sql`select 1 from search_documents where channel_id = ${channelId}`;
	assert.equal(documents.length, 0);
});

test("messages that a moderator has removed are not restored after they have expired", async () => {
	const { serverId, channelId } = await place(1);
	await bob.sendMessage(channelId, "spam");
	await ada.sendMessage(channelId, "fine");
	const { body } = await ada.post(`/api/servers/${serverId}/moderation-actions`, {
		subject: "bob",
		messages: [{ channelId, seq: 2 }],
	});
	await age(channelId, 2);
	await run();
	assert.equal((await ada.delete(`/api/servers/${serverId}/moderation-actions/${body.action?.id}`)).status, 204);
	assert.deepEqual(await seqsOf(channelId), [3]);
	assert.equal((await sql`select 1 from removed_messages where channel_id = ${channelId}`).length, 0);
	await assertSound();
});
