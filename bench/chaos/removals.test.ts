import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { type CheckResult, check, checkAll } from "./checker";
import type { Fault } from "./checker/findings";
import { type Entry, type Final, fileOf, type ModerationEntry, type Seen } from "./event-log";

const born = (seq: number, rev: number, more: Partial<Seen> = {}): Seen => ({
	...{ seq, rev, nonce: `n${seq}`, by: "ada", content: `message ${seq}`, edited: false, deleted: false },
	reactions: {},
	...more,
});
const gone = (seq: number, rev: number) => born(seq, rev, { content: "", deleted: true });
const thumbs = { reactions: { "👍": 1 } };

type Histories = { ada: Entry[]; bob: Entry[]; late: Entry[]; final: Final; moderation: ModerationEntry[] };

/**
 * Ada's two messages are removed while she is timed out, she deletes the second of them, and the undo restores both; her
 * third message is removed for good. Bob has received everything live, and a third user has joined in between.
 */
function flawless(): Histories {
	const removed: Entry = { t: 41, c: 1, e: "purged", rev: 4, actionId: 70, seqs: [[1, 2]] };
	const returned: Entry[] = [
		{ t: 61, c: 1, e: "restored", rev: 5, messages: [born(1, 5), born(2, 5, thumbs)] },
		{ t: 71, c: 1, e: "messages", rev: 6, messages: [born(3, 6)] },
		{ t: 81, c: 1, e: "purged", rev: 7, actionId: 71, seqs: [[3, 3]] },
	];
	const received: Entry[] = [
		{ t: 1, c: 1, e: "connected" },
		{ t: 2, c: 1, e: "opened", afterSeq: 0, lastSeq: 0, lastRev: 0, complete: true, messages: [] },
		{ t: 20, c: 1, e: "messages", rev: 2, messages: [born(1, 1), born(2, 2)] },
		{ t: 30, c: 1, e: "reaction", rev: 3, seq: 2, emoji: "👍", count: 1 },
		removed,
		...returned,
	];
	return {
		ada: [
			...received,
			...[1, 2].flatMap((seq): Entry[] => [
				{ t: 10, c: 1, e: "sent", nonce: `n${seq}`, content: `message ${seq}`, again: false },
				{ t: 21, c: 1, e: "acknowledged", nonce: `n${seq}`, message: born(seq, seq) },
			]),
			{ t: 45, c: 1, e: "asked", id: 1, kind: "delete", seq: 2, content: "", emoji: "" },
			{ t: 46, c: 1, e: "answered", id: 1, status: 204, tries: 1 },
			{ t: 50, c: 1, e: "sent", nonce: "n3", content: "message 3", again: false },
			{ t: 51, c: 1, e: "refused", what: "message:send", code: "timed_out" },
			{ t: 72, c: 1, e: "acknowledged", nonce: "n3", message: born(3, 6) },
		],
		bob: [
			...received,
			{ t: 25, c: 1, e: "asked", id: 1, kind: "react", seq: 2, content: "", emoji: "👍" },
			{ t: 31, c: 1, e: "answered", id: 1, status: 204, tries: 1 },
		],
		late: [
			{ t: 47, c: 1, e: "connected" },
			{
				...{ t: 48, c: 1, e: "opened", afterSeq: 0, lastSeq: 2, lastRev: 4, complete: true },
				messages: [gone(1, 4), gone(2, 4)],
			},
			...returned,
		],
		final: { messages: [born(1, 5), born(2, 5, thumbs), gone(3, 7)], lastSeq: 3, lastRev: 7 },
		moderation: [
			{ t: 40, n: 1, e: "act", subject: "ada", seqs: null, timeout: true },
			{ t: 42, n: 1, e: "acted", actionId: 70, removed: 2 },
			{ t: 60, n: 1, e: "undo" },
			{ t: 62, n: 1, e: "undone" },
			{ t: 80, n: 2, e: "act", subject: "ada", seqs: [3], timeout: false },
			{ t: 82, n: 2, e: "acted", actionId: 71, removed: 1 },
		],
	};
}

function checked(change: (received: Histories) => void): CheckResult {
	const received = structuredClone(flawless());
	change(received);
	const folder = mkdtempSync(join(tmpdir(), "hearth-removals-"));
	try {
		write(folder, received);
		return check(folder);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

function write(folder: string, received: Histories): void {
	const lines = (entries: object[]) => entries.map((entry) => JSON.stringify(entry)).join("\n");
	for (const name of ["ada", "bob", "late"] as const)
		writeFileSync(fileOf.person(folder, name), lines(received[name].toSorted((a, b) => a.t - b.t)));
	writeFileSync(fileOf.moderation(folder), lines(received.moderation));
	writeFileSync(fileOf.final(folder), JSON.stringify(received.final));
}

const the = <E extends Entry["e"]>(entries: Entry[], e: E, at = 0) =>
	entries.filter((entry): entry is Extract<Entry, { e: E }> => entry.e === e)[at] ?? assert.fail(`no ${e}`);
const drop = (entries: object[], entry: object) => entries.splice(entries.indexOf(entry), 1);
const everyone = ({ ada, bob, late }: Histories) => [ada, bob, late];

test("correct histories with removals, an undo and a timeout pass", () => {
	const result = checked(() => {});
	assert.deepEqual(result.findings, []);
	assert.deepEqual([result.actions, result.undone], [2, 1]);
});

test("the answer of an action counts the messages of all channels and threads", () => {
	const folder = mkdtempSync(join(tmpdir(), "hearth-removals-"));
	try {
		const received = flawless();
		for (const place of [folder, join(folder, "channel-1"), join(folder, "channel-1/thread-1")]) {
			mkdirSync(place, { recursive: true });
			write(place, received);
		}
		assert.notEqual(checkAll(folder).faults.mismatches, 0);
		for (const entry of received.moderation) if (entry.e === "acted") entry.removed *= 3;
		for (const place of [folder, join(folder, "channel-1"), join(folder, "channel-1/thread-1")]) write(place, received);
		const result = checkAll(folder);
		assert.deepEqual(result.findings, []);
		assert.deepEqual([result.actions, result.undone], [2, 1]);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
});

const violations: [string, Fault, (received: Histories) => void][] = [
	[
		"an action that removes messages of a channel in two steps",
		"contract",
		(received) => {
			for (const entries of [received.ada, received.bob]) {
				the(entries, "purged").seqs = [[1, 1]];
				entries.push({ t: 42, c: 1, e: "purged", rev: 4.5, actionId: 70, seqs: [[2, 2]] });
			}
		},
	],
	["a removal that one user never received", "holes", ({ bob }) => drop(bob, the(bob, "purged"))],
	["an undo that one user never received", "holes", ({ bob }) => drop(bob, the(bob, "restored"))],
	[
		"a removal of which one user received less",
		"mismatches",
		({ bob }) => {
			the(bob, "purged").seqs = [[1, 1]];
		},
	],
	[
		"a late user who sees a removed message",
		"mismatches",
		({ late }) => the(late, "opened").messages.splice(0, 1, born(1, 4)),
	],
	[
		"a message that returns without its reaction",
		"mismatches",
		(received) => {
			for (const entries of everyone(received)) the(entries, "restored").messages.splice(1, 1, born(2, 5));
		},
	],
	[
		"a message that does not return",
		"lost",
		(received) => {
			for (const entries of everyone(received)) the(entries, "restored").messages.splice(0, 1);
			received.final.messages.splice(0, 1, gone(1, 4));
		},
	],
	[
		"a message that returns twice",
		"doubled",
		(received) => {
			for (const entries of everyone(received))
				entries.push({ t: 90, c: 1, e: "restored", rev: 8, messages: [born(1, 8)] });
			received.final.messages.splice(0, 1, born(1, 8));
			received.final.lastRev = 8;
		},
	],
	[
		"a message that its author deleted while it was removed, and that does not return",
		"mismatches",
		(received) => {
			for (const entries of everyone(received)) the(entries, "restored").messages.splice(1, 1);
			received.final.messages.splice(1, 1, gone(2, 4));
		},
	],
	["a removal that is not in the log", "lost", ({ final }) => final.messages.splice(2, 1, born(3, 7))],
	[
		"a purge that left a message",
		"lost",
		(received) => {
			for (const entries of [received.ada, received.bob]) the(entries, "purged").seqs = [[1, 1]];
			the(received.late, "opened").messages.splice(1, 1, born(2, 3, thumbs));
		},
	],
	[
		"a removal of messages of another user",
		"mismatches",
		({ moderation }) => {
			for (const entry of moderation) if (entry.e === "act") entry.subject = "bob";
		},
	],
	[
		"an answer with another number of messages",
		"mismatches",
		({ moderation }) => {
			for (const entry of moderation) if (entry.e === "acted") entry.removed++;
		},
	],
	[
		"a message that was sent and acknowledged after the timeout",
		"contract",
		({ ada }) => {
			the(ada, "acknowledged", 2).t = 55;
		},
	],
	[
		"a message whose acknowledgement came after the timeout, and that was not removed",
		"contract",
		({ ada }) => {
			the(ada, "sent", 2).t = 39;
			the(ada, "acknowledged", 2).t = 55;
		},
	],
	[
		"a user who is refused without being timed out",
		"contract",
		({ ada }) => {
			the(ada, "refused").t = 30;
		},
	],
	[
		"messages that share a revision and were not removed together",
		"contract",
		({ final }) => final.messages.splice(2, 1, gone(3, 5)),
	],
];
for (const [what, fault, change] of violations)
	test(`the checker detects ${what}`, () => {
		const { faults, passed } = checked(change);
		assert.equal(passed, false);
		assert.notEqual(faults[fault], 0, JSON.stringify(faults));
	});
