import assert from "node:assert/strict";
import { test } from "node:test";
import { dateFormatOf } from "@/app/_client/date-format";
import { startLog } from "@/app/_client/messages/channel-log";
import type { Outgoing } from "@/app/_client/messages/outbox";
import type { Message } from "@/lib/realtime/protocol";
import "./fold-joins";
import { buildRows, withoutFirstDay } from "./list-rows";

const ada = { id: 1, username: "ada", displayName: "Ada", avatarUrl: null };
const bob = { id: 2, username: "bob", displayName: "Bob", avatarUrl: null };
const clock = dateFormatOf("en", "UTC");

const message = (seq: number, minute: number, more: Partial<Message> = {}): Message => ({
	channelId: 7,
	seq,
	rev: seq,
	nonce: `n${seq}`,
	author: bob,
	content: `message ${seq}`,
	replyTo: null,
	createdAt: new Date(Date.UTC(2026, 0, 1, 23, 0) + minute * 60_000).toISOString(),
	editedAt: null,
	deletedAt: null,
	reactions: [],
	attachments: [],
	...more,
});
const item = (nonce: string, more: Partial<Outgoing> = {}): Outgoing => ({
	nonce,
	channelId: 7,
	content: nonce,
	replyTo: null,
	writtenAt: Date.UTC(2026, 0, 1, 23, 30),
	tab: "t",
	failure: null,
	seq: null,
	...more,
});
const rows = (
	messages: Message[],
	outgoing: Outgoing[] = [],
	newSeq: number | null = null,
	lastSeq = messages.length,
) =>
	buildRows({
		log: startLog({ messages, lastSeq, lastRev: lastSeq, hasBefore: false, hasAfter: false }),
		outgoing,
		viewer: ada,
		clock,
		newSeq,
	});

test("a group has one author and lasts five minutes from its first message", () => {
	const made = rows([
		message(1, 0),
		message(2, 4),
		message(3, 6),
		message(4, 7, { author: ada }),
		message(5, 8, { author: ada, replyTo: 1 }),
	]);
	assert.deepEqual(
		made.map(({ isGroupStart: leads }) => leads),
		[true, false, true, true, true],
	);
});

test("a new day and the first unread message begin a new group", () => {
	const made = rows([message(1, 58), message(2, 59), message(3, 61), message(4, 62)], [], 2);
	assert.deepEqual(
		made.map(({ startsDay, isFirstUnread: startsNew, isGroupStart: leads }) => [startsDay, startsNew, leads]),
		[
			[true, false, true],
			[false, true, true],
			[true, false, true],
			[false, false, false],
		],
	);
});

test("a deleted message is hidden unless a reply or a thread refers to it", () => {
	const deletedAt = "2026-01-01T23:30:00.000Z";
	const made = rows([message(1, 0, { deletedAt }), message(2, 1, { deletedAt }), message(3, 2, { replyTo: 1 })]);
	assert.deepEqual(
		made.map(({ isHidden: gone }) => gone),
		[false, true, false],
	);
	assert.equal(made.length, 3, "every number keeps its place");
});

test("pending messages are at the end until they are in the log", () => {
	const mine = message(2, 1, { author: ada, nonce: "a" });
	assert.deepEqual(
		rows([message(1, 0), mine], [item("a"), item("b")]).map(({ key }) => key),
		["2:n1", "1:a", "1:b"],
	);
	assert.equal(rows([message(1, 0)], [item("c", { seq: 1 })]).length, 1, "acknowledged and inside");
	assert.equal(rows([message(1, 0)], [item("c")], null, 90).length, 1, "not in the middle of history");
	assert.equal(
		rows([message(1, 0, { nonce: "a" })], [item("a")]).length,
		2,
		"another person's equal nonce is another message",
	);
});

test("times are short where possible", () => {
	const today = "2026-10-14";
	const short = (iso: string) => clock.short(iso, today, (time) => `Yesterday ${time}`);
	assert.equal(short("2026-10-14T09:41:00.000Z"), "09:41");
	assert.equal(short("2026-10-13T09:41:00.000Z"), "Yesterday 09:41");
	assert.equal(short("2026-10-12T09:41:00.000Z"), "12 Oct 09:41");
	assert.equal(short("2004-12-25T09:14:00.000Z"), "25 Dec 2004, 09:14");
	assert.equal(dateFormatOf("ko", "Asia/Seoul").day("2026-10-14T15:00:00.000Z"), "2026-10-15");
});

test("consecutive messages of a blocked user collapse to one line, and date and unread dividers stay", () => {
	const mine = { author: ada };
	const messages = [
		message(1, 0, mine),
		message(2, 1),
		message(3, 2, { deletedAt: "2026-01-01T23:03:00.000Z" }),
		message(4, 3),
		message(5, 4, mine),
		message(6, 5),
		message(7, 61),
		message(8, 62),
	];
	const folded = (blocked: number[], open: number[], newSeq: number | null = null) =>
		buildRows({
			log: startLog({ messages, lastSeq: 8, lastRev: 8, hasBefore: false, hasAfter: false }),
			outgoing: [],
			viewer: ada,
			clock,
			newSeq,
			folding: { blocked: new Set(blocked), open: new Set(open) },
		});
	const shape = (all: ReturnType<typeof folded>) =>
		all.map(({ isHidden: gone, folded }) =>
			gone ? "" : folded ? `${folded.open ? "open " : ""}${folded.seqs.join()}` : "row",
		);
	assert.deepEqual(shape(folded([], [])), ["row", "row", "", "row", "row", "row", "row", "row"]);
	assert.deepEqual(shape(folded([2], [])), ["row", "2,4", "", "", "row", "6", "7,8", ""]);
	assert.deepEqual(shape(folded([2], [4])), ["row", "open 2,4", "", "row", "row", "6", "7,8", ""]);
	assert.deepEqual(shape(folded([2], [], 8)), ["row", "2,4", "", "", "row", "6", "7", "8"]);
});

test("a grouped message is set apart from the reactions or the thread of the previous one", () => {
	const reactions = [{ emoji: "👍", count: 1, me: false }];
	const thread = { channelId: 9, rev: 1, replies: 2, lastSeq: 2, lastReplyAt: null, faces: [] };
	const made = rows([
		message(1, 0, { reactions }),
		message(2, 0, { deletedAt: new Date(0).toISOString() }),
		message(3, 1),
		message(4, 1, { thread }),
		message(5, 2),
		message(6, 2, { thread: { ...thread, replies: 0 } }),
		message(7, 2, { reactions }),
		message(8, 3, { author: ada }),
	]);
	assert.deepEqual(
		made.filter(({ apart }) => apart).map(({ message: { seq } }) => seq),
		[3, 5],
	);
	assert.equal(made[7]?.isGroupStart, true);
});

test("a list whose heading shows the first day omits its divider, and keeps later ones", () => {
	const made = rows([message(1, 0, { deletedAt: new Date(0).toISOString() }), message(2, 1), message(3, 90)]);
	const [day, shown] = withoutFirstDay(made);
	assert.equal(day, made[1]?.message.createdAt);
	assert.deepEqual(
		shown.map(({ startsDay }) => startsDay),
		[false, false, true],
	);
	assert.deepEqual(withoutFirstDay([]), [null, []]);
});

test("a message mentions the viewer if the server lists their name or everyone, unless its author is blocked", () => {
	const messages = [
		message(1, 0, { content: "@ada" }),
		message(2, 1, { content: "@ada", mentions: ["ada"] }),
		message(3, 2, { content: "@bob", mentions: ["carol"] }),
		message(4, 3, { content: "@here", mentions: ["here"] }),
		message(5, 4, { content: "@everyone", mentions: ["everyone"], author: ada }),
	];
	assert.deepEqual(
		rows(messages).map(({ mentionsMe }) => mentionsMe),
		[false, true, false, true, false],
	);
	const folded = buildRows({
		log: startLog({ messages, lastSeq: 5, lastRev: 5, hasBefore: false, hasAfter: false }),
		outgoing: [],
		viewer: ada,
		clock,
		newSeq: null,
		folding: { blocked: new Set([bob.id]), open: new Set([1]) },
	});
	assert.ok(folded.every(({ mentionsMe }) => !mentionsMe));
});

test("a pending message mentions known users: recent authors and mentioned ones, never its own author", () => {
	const log = [message(1, 0, { mentions: ["carol"] }), message(2, 1, { author: ada })];
	const [, , own] = rows(log, [item("n3", { content: "@bob @Carol @ada @dan `@bob`" })]);
	assert.deepEqual(own?.message.mentions, ["bob", "carol"]);
});

const joined = (seq: number, minute: number, more: Partial<Message> = {}) =>
	message(seq, minute, {
		...{ content: "", author: { ...bob, id: 100 + seq, username: `new${seq}` }, system: { type: "joined" } },
		...more,
	});
const foldedOf = (made: ReturnType<typeof rows>) =>
	made.map(({ isHidden, folded }) => (isHidden ? "hidden" : (folded?.joined?.map(({ seq }) => seq) ?? "alone")));

test("users who join one after the other within an hour share a row, and a message between them divides it", () => {
	const made = rows([
		joined(1, -59),
		joined(2, -20),
		joined(3, -9),
		message(4, -8, { deletedAt: "2026-01-01T23:00:00.000Z" }),
		joined(5, 1),
		message(6, 2),
		joined(7, 3),
		joined(8, 4, { system: { type: "pinned", seq: 6 } }),
		joined(9, 5),
		joined(10, 70),
	]);
	assert.deepEqual(foldedOf(made), [
		[1, 2, 3],
		"hidden",
		"hidden",
		"hidden",
		"alone",
		"alone",
		"alone",
		"alone",
		"alone",
		"alone",
	]);
	// A new group begins after each, even of the same author.
	assert.ok(made.every(({ isGroupStart, isHidden }) => isGroupStart || isHidden));
});

test("a join that others react or reply to keeps its own row, and so does each when the row is expanded", () => {
	const reactions = [{ emoji: "👋", count: 1 }];
	const made = rows([
		joined(1, 0),
		joined(2, 1, { reactions }),
		joined(3, 2),
		joined(4, 3),
		message(5, 4, { replyTo: 3 }),
	]);
	assert.deepEqual(foldedOf(made), ["alone", "alone", "alone", "alone", "alone"]);
	const folding = { blocked: new Set([103]), open: new Set<number>() };
	const facts = { outgoing: [], viewer: ada, clock, newSeq: null };
	const messages = [joined(1, 0), joined(2, 1), joined(3, 2), joined(4, 3), joined(5, 4)];
	const log = startLog({ messages, lastSeq: 5, lastRev: 5, hasBefore: false, hasAfter: false });
	const closed = buildRows({ ...facts, log, folding });
	assert.deepEqual(foldedOf(closed), [[1, 2], "hidden", "alone", [4, 5], "hidden"]);
	assert.deepEqual(closed[2]?.folded?.seqs, [3]);
	const opened = buildRows({ ...facts, log, folding: { blocked: new Set(), open: new Set([1]) } });
	assert.deepEqual(foldedOf(opened), [[1, 2, 3, 4, 5], "alone", "alone", "alone", "alone"]);
});

test("the unread messages begin at the first that counts", () => {
	const uncounted = { type: "joined", uncounted: true } as const;
	const messages = [
		message(1, 0),
		joined(2, 1, { system: uncounted }),
		joined(3, 2, { system: uncounted }),
		message(4, 3),
	];
	const unreadIn = (newSeq: number | null) =>
		rows(messages, [], newSeq).findIndex(({ isFirstUnread }) => isFirstUnread);
	assert.deepEqual([2, 3, 4].map(unreadIn), [3, 3, 3]);
	assert.equal(unreadIn(1), 0);
	assert.equal(
		rows(messages.slice(0, 3), [], 2).some(({ isFirstUnread }) => isFirstUnread),
		false,
	);
	const counted = messages.with(1, joined(2, 1));
	assert.equal(
		rows(counted, [], 2).findIndex(({ isFirstUnread }) => isFirstUnread),
		1,
	);
});
