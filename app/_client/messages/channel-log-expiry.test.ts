import assert from "node:assert/strict";
import { test } from "node:test";
import { message, page, run } from "@/test/support/messages";
import {
	applyEvent,
	applySnapshot,
	type ChannelLog,
	firstSeq,
	hasBefore,
	isAtHead,
	type LogEvent,
	lastLoadedSeq,
	mergePage,
	messageAt,
	startLog,
} from "./channel-log";

const expired = (rev: number, start: number): LogEvent => ({
	type: "messages:expired",
	rev,
	channelId: 7,
	firstSeq: start,
});
const born = (rev: number, from: number, to: number): LogEvent => ({
	type: "messages",
	rev,
	channelId: 7,
	messages: run(from, to).map((one) => ({ ...one, rev: rev - to + one.seq })),
});
const apply = (log: ChannelLog, event: LogEvent) => {
	const folded = applyEvent(log, event, 1);
	assert.ok(folded !== "gap");
	return folded;
};
const seqs = ({ messages }: ChannelLog) => messages.map(({ seq }) => seq);

test("messages that have expired leave the window, and there is nothing before the first one", () => {
	const start = startLog(page(41, 50));
	assert.ok(hasBefore(start));
	const log = apply(start, expired(51, 45));
	assert.deepEqual([seqs(log)[0], log.rev, log.lastSeq], [45, 51, 50]);
	assert.equal(hasBefore(log), false);
	assert.equal(messageAt(log, 44), undefined);
	assert.equal(messageAt(log, 45)?.seq, 45);
	assert.deepEqual(seqs(apply(log, born(53, 51, 52))), [45, 46, 47, 48, 49, 50, 51, 52]);
	const earlier = apply(startLog(page(41, 50)), expired(51, 30));
	assert.deepEqual([seqs(earlier)[0], hasBefore(earlier)], [41, true], "there are messages before the window");
});

test("an event that does not follow is a gap, and a known one changes nothing", () => {
	const log = startLog(page(41, 50));
	assert.equal(applyEvent(log, expired(52, 45), 1), "gap");
	assert.equal(applyEvent(log, expired(50, 45), 1), log);
	const later = apply(apply(log, expired(51, 45)), expired(52, 43));
	assert.deepEqual([seqs(later)[0], later.rev], [45, 52], "the log never begins earlier again");
});

test("a window without a message left stays at the head, or before what is left of the log", () => {
	const log = apply(startLog(page(41, 50)), expired(51, 51));
	assert.deepEqual(
		[seqs(log), firstSeq(log), lastLoadedSeq(log), isAtHead(log), hasBefore(log)],
		[[], 51, 50, true, false],
	);
	assert.deepEqual(seqs(apply(log, born(52, 51, 51))), [51]);
	const detached = apply(startLog(page(41, 50, 100)), expired(101, 61));
	assert.deepEqual([seqs(detached), lastLoadedSeq(detached), isAtHead(detached)], [[], 60, false]);
	const filled = mergePage(detached, { ...page(61, 100, 100, 101), firstSeq: 61 }, 1);
	assert.ok(filled);
	assert.deepEqual([seqs(filled).length, isAtHead(filled), hasBefore(filled)], [40, true, false]);
});

test("revisions of messages that are gone are passed as the same event, also those of messages never seen", () => {
	let log = startLog(page(41, 50));
	for (const rev of [51, 52, 53]) log = apply(log, expired(rev, 53));
	assert.deepEqual([seqs(log), log.lastSeq, isAtHead(log)], [[], 52, true]);
	log = apply(log, born(54, 53, 53));
	assert.deepEqual(seqs(log), [53]);
});

test("a catch-up drops what is gone, whatever part of the window that is", () => {
	const log = startLog(page(41, 50));
	const opened = { lastSeq: 62, lastRev: 70, lastReadSeq: 0, complete: true };
	const asked = { afterSeq: 50, afterRev: 50 };
	const part = applySnapshot(log, { ...opened, firstSeq: 48, messages: run(51, 62) }, asked);
	assert.deepEqual([seqs(part)[0], seqs(part).at(-1), part.rev, hasBefore(part)], [48, 62, 70, false]);
	const all = applySnapshot(log, { ...opened, firstSeq: 60, messages: run(60, 62) }, asked);
	assert.deepEqual([seqs(all), isAtHead(all), hasBefore(all)], [[60, 61, 62], true, false]);
	const none = applySnapshot(log, { ...opened, firstSeq: 63, messages: [] }, asked);
	assert.deepEqual([seqs(none), isAtHead(none)], [[], true]);
	const changed = [message(49, { rev: 69, content: "edited" })];
	const kept = applySnapshot(log, { ...opened, firstSeq: 48, messages: changed }, { afterRev: 50 });
	assert.equal(messageAt(kept, 49)?.content, "edited");
});

test("a page that was read before the event brings nothing back", () => {
	const log = apply(startLog(page(41, 50)), expired(51, 45));
	const merged = mergePage(log, page(21, 40, 50), 1);
	assert.ok(merged);
	assert.deepEqual([seqs(merged)[0], hasBefore(merged)], [45, false]);
	const newer = mergePage(startLog(page(41, 50)), { ...page(45, 50, 50, 51), firstSeq: 45 }, 1);
	assert.ok(newer);
	assert.deepEqual([seqs(newer)[0], hasBefore(newer)], [45, false], "the event follows");
});

test("of two pages that are read at once, the earlier one brings nothing back that the later one lacks", () => {
	const later = mergePage(startLog(page(41, 50)), { ...page(45, 50, 50, 51), firstSeq: 45 }, 1);
	assert.ok(later);
	const merged = mergePage(later, page(21, 40, 50), 1);
	assert.ok(merged);
	assert.deepEqual([seqs(merged), hasBefore(merged)], [[45, 46, 47, 48, 49, 50], false]);
	assert.deepEqual(apply(merged, expired(51, 45)).messages, merged.messages);
});
