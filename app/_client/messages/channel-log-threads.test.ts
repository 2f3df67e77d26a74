import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { message, page } from "@/test/support/messages";
import { applyEvent, applySnapshot, applyThread, mergePage, messageAt, startLog } from "./channel-log";

const ada = 1;

describe("the thread summary of a message", () => {
	const thread = (rev: number, replies = rev) => ({
		channelId: 70,
		rev,
		replies,
		lastSeq: 5,
		lastReplyAt: null,
		faces: [],
	});
	const event = (seq: number, rev: number, replies?: number) => ({ channelId: 7, seq, thread: thread(rev, replies) });

	test("has the thread's highest revision, in any order of events, deletions included", () => {
		let log = applyThread(startLog(page(1, 3)), event(2, 5));
		assert.equal(applyThread(log, event(2, 4)), log);
		assert.equal(applyThread(log, event(2, 5)), log);
		log = applyThread(log, event(2, 6, 4));
		assert.deepEqual(messageAt(log, 2)?.thread, thread(6, 4));
		assert.equal(applyThread(log, event(2, 5)), log);
	});

	test("is not reverted by an opening whose response was read before the event", () => {
		const log = applyThread(startLog(page(1, 3)), event(2, 5));
		const read = { ...message(2, { rev: 4 }), thread: thread(3) };
		const opened = { lastSeq: 3, lastRev: 4, lastReadSeq: 0, messages: [read], complete: true };
		assert.deepEqual(messageAt(applySnapshot(log, opened, { afterSeq: 3, afterRev: 3 }), 2)?.thread, thread(5));
	});

	test("of a message outside the window changes nothing, and takes no revision", () => {
		const log = startLog(page(1, 3));
		assert.equal(applyThread(log, event(9, 1)), log);
		assert.equal(applyThread(log, event(2, 1)).rev, log.rev);
	});

	test("is not reverted by an older page or edit", () => {
		const log = applyThread(startLog(page(1, 3)), event(2, 5));
		const placed = mergePage(log, page(1, 3), ada);
		assert.ok(placed);
		assert.deepEqual(messageAt(placed, 2)?.thread, thread(5));
		const folded = applyEvent(
			log,
			{ type: "message:updated", rev: 4, message: message(2, { rev: 4, content: "other words" }) },
			ada,
		);
		assert.ok(folded !== "gap");
		assert.deepEqual(messageAt(folded, 2)?.thread, thread(5));
	});

	test("stays with the tombstone of a deleted message", () => {
		const folded = applyEvent(
			applyThread(startLog(page(1, 3)), event(2, 5)),
			{ type: "message:deleted", rev: 4, channelId: 7, seq: 2 },
			ada,
		);
		assert.ok(folded !== "gap");
		assert.deepEqual(messageAt(folded, 2)?.thread, thread(5));
	});
});
