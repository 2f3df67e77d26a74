import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Message } from "@/lib/realtime/protocol";
import { message, page, run } from "@/test/support/messages";
import {
	applyEvent,
	applySnapshot,
	type ChannelLog,
	firstSeq,
	isAtHead,
	type LogEvent,
	lastLoadedSeq,
	mergePage,
	messageAt,
	startLog,
	trimLog,
} from "./channel-log";

const ada = 1;

const born = (from: number, to: number, rev = to): LogEvent => ({
	type: "messages",
	channelId: 7,
	rev,
	messages: run(from, to).map((one) => ({ ...one, rev: rev - (to - one.seq) })),
});
const edited = (seq: number, rev: number, content: string): LogEvent => ({
	type: "message:updated",
	rev,
	message: message(seq, { rev, content, editedAt: "2026-01-02T00:00:00.000Z" }),
});
const deleted = (seq: number, rev: number): LogEvent => ({ type: "message:deleted", rev, channelId: 7, seq });
const reaction = (seq: number, rev: number, userId: number, count: number, added = true): LogEvent => ({
	type: "reaction",
	rev,
	channelId: 7,
	seq,
	emoji: "🔥",
	userId,
	count,
	added,
});
const vote = (rev: number, userId: number, options: number[], counts: number[]): LogEvent => ({
	type: "vote",
	rev,
	channelId: 7,
	seq: 1,
	userId,
	options,
	counts,
});
const fold = (log: ChannelLog, ...events: LogEvent[]) =>
	events.reduce((state, event) => {
		const folded = applyEvent(state, event, ada);
		assert.notEqual(folded, "gap");
		return folded === "gap" ? state : folded;
	}, log);
const seqs = (log: ChannelLog) => log.messages.map(({ seq }) => seq);

describe("live events", () => {
	test("a batch extends an attached window", () => {
		const log = fold(startLog(page(1, 3)), born(4, 6));
		assert.deepEqual(seqs(log), [1, 2, 3, 4, 5, 6]);
		assert.equal(log.rev, 6);
		assert.ok(isAtHead(log));
	});

	test("a known event changes nothing", () => {
		const log = fold(startLog(page(1, 3)), born(4, 5));
		assert.equal(applyEvent(log, born(4, 5), ada), log);
		assert.equal(applyEvent(log, born(2, 3), ada), log);
	});

	test("a partly known batch adds only the rest", () => {
		const log = fold(startLog(page(1, 4)), born(3, 6));
		assert.deepEqual(seqs(log), [1, 2, 3, 4, 5, 6]);
	});

	test("reports a gap and never skips it", () => {
		const log = startLog(page(1, 3));
		assert.equal(applyEvent(log, born(5, 5), ada), "gap");
		assert.equal(applyEvent(log, edited(1, 5, "x"), ada), "gap");
		assert.equal(applyEvent(log, born(5, 5, 4), ada), "gap", "numbers that do not follow each other");
	});

	test("the first message of an empty channel", () => {
		const log = fold(startLog(page(1, 0)), born(1, 1));
		assert.deepEqual(seqs(log), [1]);
	});

	test("a detached window updates the head and adds no message", () => {
		const log = fold(startLog(page(10, 20, 100)), born(101, 102));
		assert.deepEqual([firstSeq(log), lastLoadedSeq(log), log.lastSeq, log.rev], [10, 20, 102, 102]);
	});

	test("an edit, a deletion and a reaction update their message", () => {
		const log = fold(startLog(page(1, 3)), edited(2, 4, "new"), deleted(3, 5), reaction(1, 6, ada, 1));
		assert.equal(messageAt(log, 2)?.content, "new");
		assert.equal(messageAt(log, 3)?.content, "");
		assert.ok(messageAt(log, 3)?.deletedAt);
		assert.deepEqual(messageAt(log, 1)?.reactions, [{ emoji: "🔥", count: 1, me: true }]);
	});

	test("votes are counted from events, and the viewer's own survive others' votes and edits", () => {
		const options = [
			{ text: "Sat", votes: 0 },
			{ text: "Sun", votes: 0 },
		];
		const poll = { question: "When?", options, multiple: false, endsAt: null };
		const asked = { ...page(1, 1), messages: [message(1, { poll })] };
		const log = fold(startLog(asked), vote(2, ada, [1], [0, 1]), vote(3, 2, [0], [1, 1]), {
			type: "message:updated",
			rev: 4,
			message: message(1, {
				rev: 4,
				pinnedAt: "2026-01-02T00:00:00.000Z",
				poll: {
					...poll,
					options: [
						{ text: "Sat", votes: 1 },
						{ text: "Sun", votes: 1 },
					],
				},
			}),
		});
		const readState = (state: ChannelLog) => messageAt(state, 1)?.poll?.options.map(({ votes, me }) => [votes, me]);
		assert.deepEqual(readState(log), [
			[1, false],
			[1, true],
		]);
		assert.deepEqual(readState(fold(log, vote(5, ada, [], [1, 0]))), [
			[1, false],
			[0, false],
		]);
	});

	test("a deletion removes a message's content, except its thread", () => {
		const thread = { channelId: 8, rev: 1, replies: 1, lastSeq: 1, lastReplyAt: null, faces: [] };
		const poll = { question: "When?", options: [], multiple: false, endsAt: null };
		const full = message(1, { poll, thread, pinnedAt: "2026-01-02T00:00:00.000Z", embeds: [] });
		const gone = messageAt(fold(startLog({ ...page(1, 1), messages: [full] }), deleted(1, 2)), 1);
		assert.deepEqual(
			[gone?.poll, gone?.pinnedAt, gone?.embeds, gone?.thread],
			[undefined, undefined, undefined, thread],
		);
	});

	test("two emoji of the server that had the same name are two reactions, and a deletion forgets the emoji in the text", () => {
		const kiln = (rev: number, userId: number, emojiId: number): LogEvent => ({
			...{ type: "reaction", rev, channelId: 7, seq: 1, userId, count: 1, added: true },
			...{ emoji: ":kiln:", emojiId },
		});
		const log = fold(startLog(page(1, 1)), kiln(2, 2, 5), kiln(3, ada, 6), {
			type: "message:updated",
			rev: 4,
			message: message(1, {
				rev: 4,
				emoji: { kiln: 5 },
				reactions: [
					{ emoji: ":kiln:", emojiId: 5, count: 1 },
					{ emoji: ":kiln:", emojiId: 6, count: 1 },
				],
			}),
		});
		assert.deepEqual(messageAt(log, 1)?.reactions, [
			{ emoji: ":kiln:", emojiId: 5, count: 1, me: false },
			{ emoji: ":kiln:", emojiId: 6, count: 1, me: true },
		]);
		assert.equal(messageAt(fold(log, deleted(1, 5)), 1)?.emoji, undefined);
	});
	test("the viewer's own reaction survives others' reactions and edits", () => {
		const log = fold(startLog(page(1, 1)), reaction(1, 2, ada, 1), reaction(1, 3, 2, 2), {
			...edited(1, 4, "new"),
			type: "message:updated",
			message: message(1, { rev: 4, content: "new", reactions: [{ emoji: "🔥", count: 2 }] }),
		} as LogEvent);
		assert.deepEqual(messageAt(log, 1)?.reactions, [{ emoji: "🔥", count: 2, me: true }]);
		const less = fold(log, reaction(1, 5, 2, 1, false), reaction(1, 6, ada, 0, false));
		assert.deepEqual(messageAt(less, 1)?.reactions, []);
	});

	test("a change of a message outside the window only moves the revision", () => {
		const log = fold(startLog(page(10, 12)), edited(3, 13, "far"));
		assert.equal(log.rev, 13);
		assert.deepEqual(seqs(log), [10, 11, 12]);
	});

	test("unchanged messages stay the same objects", () => {
		const before = startLog(page(1, 3));
		const after = fold(before, edited(2, 4, "new"));
		assert.equal(messageAt(after, 1), messageAt(before, 1));
		assert.notEqual(messageAt(after, 2), messageAt(before, 2));
	});
});

describe("catching up", () => {
	const opened = (from: number, to: number, lastSeq: number, lastRev: number, changes: Message[] = []) => ({
		lastSeq,
		lastRev,
		lastReadSeq: 0,
		messages: [...changes, ...run(from, to)],
		complete: to === lastSeq,
	});

	test("adds new messages and missed changes", () => {
		const log = applySnapshot(startLog(page(1, 3)), opened(4, 5, 5, 6, [message(2, { rev: 6, content: "new" })]), {
			afterSeq: 3,
		});
		assert.deepEqual(seqs(log), [1, 2, 3, 4, 5]);
		assert.equal(messageAt(log, 2)?.content, "new");
		assert.equal(log.rev, 6);
	});

	test("an incomplete response leaves a detached window without a gap", () => {
		const log = applySnapshot(startLog(page(1, 3)), opened(4, 203, 900, 900), { afterSeq: 3 });
		assert.equal(lastLoadedSeq(log), 203);
		assert.ok(!isAtHead(log));
		const next = applySnapshot(log, opened(204, 403, 900, 900), { afterSeq: 203 });
		assert.equal(lastLoadedSeq(next), 403);
	});

	test("a detached window takes changes only", () => {
		const log = applySnapshot(startLog(page(10, 20, 50)), opened(21, 22, 52, 53, [message(15, { rev: 53 })]), {});
		assert.deepEqual([lastLoadedSeq(log), log.lastSeq, log.rev, messageAt(log, 15)?.rev], [20, 52, 53, 53]);
	});

	test("a response does not revert a later page", () => {
		const log = { ...startLog(page(1, 3)), messages: [message(1, { rev: 9, content: "newest" })] };
		const after = applySnapshot(log, opened(4, 3, 3, 5, [message(1, { rev: 5, content: "older" })]), {});
		assert.equal(messageAt(after, 1)?.content, "newest");
	});
});

describe("pages of history", () => {
	test("join the window at either end without duplicates", () => {
		const log = startLog(page(10, 20, 40));
		assert.deepEqual(
			seqs(mergePage(log, page(5, 9, 40), ada) as ChannelLog),
			run(5, 20).map(({ seq }) => seq),
		);
		assert.deepEqual(
			seqs(mergePage(log, page(18, 25, 40), ada) as ChannelLog),
			run(10, 25).map(({ seq }) => seq),
		);
	});

	test("replace the window elsewhere, and keep the revision", () => {
		const log = mergePage(startLog(page(10, 20, 400)), page(200, 250, 401, 405), ada) as ChannelLog;
		assert.deepEqual([firstSeq(log), lastLoadedSeq(log), log.lastSeq, log.rev], [200, 250, 401, 400]);
	});

	test("a page read before an edit and placed after it shows the edit", () => {
		const log = fold(startLog(page(10, 12)), edited(5, 13, "edited"), deleted(6, 14));
		const placed = mergePage(log, page(5, 9, 12, 12), ada) as ChannelLog;
		assert.equal(messageAt(placed, 5)?.content, "edited");
		assert.ok(messageAt(placed, 6)?.deletedAt);
	});

	test("events do not revert a page newer than them", () => {
		const fresh = { ...page(5, 9, 12, 14), messages: run(5, 9).map((one) => ({ ...one, rev: 14, content: "latest" })) };
		const placed = mergePage(startLog(page(10, 12)), fresh, ada) as ChannelLog;
		const after = fold(placed, edited(5, 13, "between"), edited(6, 14, "between"));
		assert.equal(messageAt(after, 5)?.content, "latest");
		assert.equal(messageAt(after, 6)?.content, "latest");
	});

	test("a page older than another in the window reverts nothing of it, and adds missing messages", () => {
		const newer = { ...page(5, 9, 12, 14), messages: run(5, 9).map((one) => ({ ...one, rev: 14, content: "newer" })) };
		const window = mergePage(startLog(page(10, 12)), newer, ada) as ChannelLog;
		const placed = mergePage(window, page(3, 11, 12, 12), ada) as ChannelLog;
		assert.deepEqual(
			placed.messages.map(({ seq, content }) => [seq, content === "newer"]),
			[3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((seq) => [seq, seq >= 5 && seq <= 9]),
		);
		const deletedThere = {
			...page(5, 9, 12, 15),
			messages: [message(5, { rev: 15, deletedAt: "2026-01-02", content: "" })],
		};
		const gone = mergePage(window, deletedThere, ada) as ChannelLog;
		assert.equal(messageAt(mergePage(gone, newer, ada) as ChannelLog, 5)?.content, "");
	});

	test("an event does not append a head that a page already added", () => {
		const placed = mergePage(startLog(page(1, 3)), page(1, 5, 5, 5), ada) as ChannelLog;
		assert.deepEqual(seqs(fold(placed, born(4, 6))), [1, 2, 3, 4, 5, 6]);
	});

	test("a page older than the remembered events is loaded again", () => {
		const log = applySnapshot(
			startLog(page(10, 12)),
			{ lastSeq: 12, lastRev: 30, lastReadSeq: 0, messages: [], complete: true },
			{},
		);
		assert.equal(mergePage(log, page(5, 9, 12, 20), ada), null);
		assert.notEqual(mergePage(log, page(5, 9, 12, 30), ada), null);
	});
});

test("trimming keeps one end and never makes a gap", () => {
	const log = startLog(page(1, 50));
	assert.deepEqual([firstSeq(trimLog(log, "start", 10)), lastLoadedSeq(trimLog(log, "start", 10))], [41, 50]);
	const cut = trimLog(log, "end", 10);
	assert.deepEqual([firstSeq(cut), lastLoadedSeq(cut), isAtHead(cut)], [1, 10, false]);
	assert.equal(trimLog(log, "end", 50), log);
});
