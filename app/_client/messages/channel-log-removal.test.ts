import assert from "node:assert/strict";
import { test } from "node:test";
import { message, page, run } from "@/test/support/messages";
import {
	applyEvent,
	applySnapshot,
	type ChannelLog,
	type LogEvent,
	mergePage,
	messageAt,
	startLog,
} from "./channel-log";

const ada = 1;
const purged = (rev: number, ...seqs: [number, number][]): LogEvent => ({
	type: "messages:purged",
	rev,
	channelId: 7,
	seqs,
	actionId: 5,
});
const restored = (rev: number, from: number, to: number): LogEvent => ({
	type: "messages:restored",
	rev,
	channelId: 7,
	messages: run(from, to).map((one) => ({ ...one, rev })),
});
const apply = (log: ChannelLog, event: LogEvent) => {
	const folded = applyEvent(log, event, ada);
	assert.ok(folded !== "gap");
	return folded;
};
const deleted = (log: ChannelLog) => log.messages.flatMap(({ seq, deletedAt }) => (deletedAt ? seq : []));
const full = {
	content: "hello",
	mentions: ["ada"],
	reactions: [{ emoji: "🔥", count: 2, me: true }],
	pinnedAt: "2026-01-01T00:00:00.000Z",
	poll: { question: "Which?", options: [], multiple: false, endsAt: null },
};

test("a purge makes every message of its ranges a tombstone of one revision, and leaves the rest", () => {
	const start = startLog({ ...page(11, 20, 30), messages: run(11, 20).map((one) => ({ ...one, ...full })) });
	const log = apply(start, purged(31, [1, 12], [15, 15], [19, 40]));
	assert.deepEqual(deleted(log), [11, 12, 15, 19, 20]);
	assert.equal(log.rev, 31);
	assert.equal(log.lastSeq, 30);
	const { content, mentions, reactions, pinnedAt, poll, rev } = messageAt(log, 15) ?? assert.fail();
	assert.deepEqual(
		{ content, mentions, reactions, pinnedAt, poll, rev },
		{
			content: "",
			mentions: undefined,
			reactions: [],
			pinnedAt: undefined,
			poll: undefined,
			rev: 31,
		},
	);
	assert.equal(messageAt(log, 13), messageAt(start, 13));
});

test("a purge or a restoration that is known changes nothing, and one that comes too early is a gap", () => {
	const log = apply(startLog(page(1, 5)), purged(6, [2, 3]));
	assert.equal(apply(log, purged(6, [1, 5])), log);
	assert.equal(applyEvent(log, purged(8, [1, 1]), ada), "gap");
	assert.equal(applyEvent(log, restored(8, 2, 3), ada), "gap");
	const elsewhere = apply(log, purged(7, [6, 9]));
	assert.equal(elsewhere.messages, log.messages);
});

test("restored messages replace their tombstones, and no message that is newer", () => {
	const log = apply(startLog(page(1, 5)), purged(6, [1, 5]));
	const newer = { ...log, messages: log.messages.with(1, message(2, { rev: 9, content: "newer" })) };
	const back = apply(newer, restored(7, 1, 3));
	assert.deepEqual(
		back.messages.map(({ content }) => content),
		["message 1", "newer", "message 3", "", ""],
	);
	assert.deepEqual(deleted(back), [4, 5]);
	assert.equal(messageAt(back, 3)?.rev, 7);
});

test("a restoration keeps a newer thread summary", () => {
	const thread = { channelId: 9, rev: 4, replies: 2, lastSeq: 3, lastReplyAt: null, faces: [] };
	const log = apply(startLog({ ...page(1, 2), messages: [message(1, { thread }), message(2)] }), purged(3, [1, 1]));
	assert.deepEqual(messageAt(log, 1)?.thread, thread);
	const older = { ...message(1, { rev: 4 }), thread: { ...thread, rev: 2 } };
	const back = apply(log, { type: "messages:restored", rev: 4, channelId: 7, messages: [older] });
	assert.deepEqual([messageAt(back, 1)?.content, messageAt(back, 1)?.thread], ["message 1", thread]);
});

test("live events, a catch-up and a page that was read before a purge lead to the same", () => {
	const start = startLog(page(1, 20));
	const live = apply(apply(start, purged(21, [3, 6], [9, 9])), restored(22, 3, 5));
	const late = { lastSeq: 20, lastRev: 22, lastReadSeq: 0, complete: true };
	const caughtUp = applySnapshot(
		start,
		{ ...late, messages: live.messages.filter(({ rev }) => rev > 20) },
		{ afterSeq: 20, afterRev: 20 },
	);
	assert.deepEqual(caughtUp.messages, live.messages);
	const merged = mergePage({ ...live, messages: live.messages.slice(10) }, page(1, 10, 20), ada);
	assert.deepEqual(merged?.messages, live.messages);
});
