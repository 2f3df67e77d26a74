import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { type CheckResult, check } from "./checker";
import { checkCopy } from "./checker/copy";
import type { Fault } from "./checker/findings";
import { Clients } from "./clients";
import { type Entry, type Final, fileOf, type OutageEntry, type Seen } from "./event-log";
import { FaultyServer, type PlantedFault } from "./faulty-server";
import { plan } from "./plan";

async function inFolder<T>(use: (folder: string) => Promise<T> | T): Promise<T> {
	const folder = mkdtempSync(join(tmpdir(), "hearth-checker-"));
	try {
		return await use(folder);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/**
 * Ten users and 300 messages on a server with this fault: among 3,000 deliveries, a fault in 1 % is certain to be
 * noticed.
 */
function playOn(fault?: PlantedFault): Promise<CheckResult> {
	return inFolder(async (folder) => {
		const server = await FaultyServer.start(fault);
		const call = async <T>(_: string, path: string) => (await (await fetch(server.url + path)).json()) as T;
		const seats = Array.from({ length: 10 }, (_, index) => ({ username: `p${index}`, cookie: `p${index}` }));
		const clients = new Clients({ call }, seats, { url: server.url, channelId: 1, folder }, 3000);
		try {
			await clients.arrive();
			const wanted = { seed: 7, people: seats.length, seconds: 2, rate: 150, killEveryMs: 600, changeRatio: 0 };
			await clients.run(plan(wanted), async (_, note) => {
				note("down", "app");
				await server.crash();
				note("back", "app");
			});
			await clients.finish();
			return check(folder);
		} finally {
			await server.stop();
		}
	});
}

describe("a server that", { concurrency: 3 }, () => {
	test("keeps the contract while it is killed and users are disconnected passes", async () => {
		const result = await playOn();
		assert.deepEqual(result.findings, []);
		assert.equal(result.passed, true);
		assert.equal(result.acknowledged, 300);
		assert.equal(result.kills, 3);
		assert.equal(result.convergenceMs.length, 3);
	});

	const planted: [PlantedFault, string, Fault[]][] = [
		["drop", "loses 1 % of deliveries", ["holes"]],
		["double", "delivers 1 % twice", ["doubled"]],
		["swap", "delivers 1 % in the wrong order", ["reordered"]],
		["acknowledge before commit", "acknowledges before it commits", ["lost", "falseAcknowledgements"]],
		["renumber", "renumbers its messages when it starts", ["falseAcknowledgements", "mismatches"]],
	];
	for (const [fault, doing, expected] of planted)
		test(`${doing} fails`, async () => {
			const { faults, passed } = await playOn(fault);
			assert.equal(passed, false);
			for (const name of expected) assert.notEqual(faults[name], 0, `${name} in ${JSON.stringify(faults)}`);
		});
});

test("users who cannot connect end a run at its deadline, and leave", { timeout: 20_000 }, () =>
	inFolder(async (folder) => {
		const silent = createServer(() => {}).listen(0, "127.0.0.1");
		await once(silent, "listening");
		const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
		const seats = ["p0", "p1"].map((username) => ({ username, cookie: username }));
		const clients = new Clients({ call: () => new Promise(() => {}) }, seats, { url, channelId: 1, folder }, 300);
		await assert.rejects(clients.arrive(), /^Error: 2 of 2 users \(p0, p1\) could not connect .* within 0\.3 s\.$/);
		silent.close();
		await once(silent, "close");
	}),
);

const born = (seq: number, rev: number, more: Partial<Seen> = {}): Seen => ({
	seq,
	rev,
	nonce: `n${seq}`,
	by: "ada",
	content: `message ${seq}`,
	edited: false,
	deleted: false,
	reactions: {},
	...more,
});

type Histories = { ada: Entry[]; bob: Entry[]; final: Final; outages: OutageEntry[] };

/** Ada sends two messages and edits the first, and Bob reacts to the second; both receive everything. */
function flawless(): Histories {
	const received: Entry[] = [
		{ t: 1, c: 1, e: "connected" },
		{ t: 2, c: 1, e: "opened", afterSeq: 0, lastSeq: 0, lastRev: 0, complete: true, messages: [] },
		{ t: 20, c: 1, e: "messages", rev: 2, messages: [born(1, 1), born(2, 2)] },
		{ t: 30, c: 1, e: "updated", rev: 3, message: born(1, 3, { content: "edited", edited: true }) },
		{ t: 40, c: 1, e: "reaction", rev: 4, seq: 2, emoji: "👍", count: 1 },
	];
	return {
		ada: [
			...received,
			{ t: 10, c: 1, e: "sent", nonce: "n1", content: "message 1", again: false },
			{ t: 11, c: 1, e: "sent", nonce: "n2", content: "message 2", again: false },
			{ t: 21, c: 1, e: "acknowledged", nonce: "n1", message: born(1, 1) },
			{ t: 21, c: 1, e: "acknowledged", nonce: "n2", message: born(2, 2) },
			{ t: 25, c: 1, e: "asked", id: 1, kind: "edit", seq: 1, content: "edited", emoji: "" },
			{ t: 31, c: 1, e: "answered", id: 1, status: 200, tries: 1 },
		],
		bob: [
			...received,
			{ t: 35, c: 1, e: "asked", id: 1, kind: "react", seq: 2, content: "", emoji: "👍" },
			{ t: 41, c: 1, e: "answered", id: 1, status: 204, tries: 1 },
		],
		final: {
			messages: [born(1, 3, { content: "edited", edited: true }), born(2, 4, { reactions: { "👍": 1 } })],
			lastSeq: 2,
			lastRev: 4,
		},
		outages: [
			{ t: 12, e: "down", what: "app" },
			{ t: 15, e: "back", what: "app" },
		],
	};
}

function checked(change: (received: Histories) => void): Promise<CheckResult> {
	const received = flawless();
	change(received);
	return inFolder((folder) => {
		const lines = (entries: object[]) => entries.map((entry) => JSON.stringify(entry)).join("\n");
		writeFileSync(fileOf.person(folder, "ada"), lines(received.ada));
		writeFileSync(fileOf.person(folder, "bob"), lines(received.bob));
		writeFileSync(fileOf.outages(folder), lines(received.outages));
		writeFileSync(fileOf.final(folder), JSON.stringify(received.final));
		return check(folder);
	});
}

const drop = (entries: Entry[], e: Entry["e"]) => {
	entries.splice(
		entries.findIndex((entry) => entry.e === e),
		1,
	);
};

test("correct histories pass, and convergence is measured from the return", async () => {
	const result = await checked(() => {});
	assert.deepEqual(result.findings, []);
	assert.deepEqual(result.convergenceMs, [5]);
	assert.equal(result.changed, 2);
});

const violations: [string, Fault, (received: Histories) => void][] = [
	["an edit that was answered and is not in the log", "lost", ({ final }) => final.messages.splice(0, 1, born(1, 3))],
	[
		"a reaction that was answered and is not in the log",
		"lost",
		({ final }) => final.messages.splice(1, 1, born(2, 4)),
	],
	["a reaction that one user never received", "unconverged", ({ bob }) => drop(bob, "reaction")],
	["an edit that one user never received", "holes", ({ bob }) => drop(bob, "updated")],
	[
		"content that the author did not write",
		"mismatches",
		({ bob }) => bob.push({ t: 50, c: 1, e: "messages", rev: 5, messages: [born(2, 5, { content: "never sent" })] }),
	],
	["a message in the log that nobody sent", "mismatches", ({ ada }) => drop(ada, "sent")],
	[
		"a message with a smaller number than one acknowledged before it was sent",
		"reordered",
		({ ada }) => {
			for (const entry of ada) if (entry.e === "sent" && entry.nonce === "n1") entry.t = 22;
		},
	],
	["events on a connection whose channel was never opened", "contract", ({ bob }) => drop(bob, "opened")],
	["a hole in the log", "holes", ({ final }) => final.messages.splice(0, 1)],
	[
		"a response that is complete only by its own account",
		"holes",
		({ bob }) =>
			bob.push(
				{ t: 50, c: 2, e: "connected" },
				{ t: 51, c: 2, e: "opened", afterSeq: 0, lastSeq: 2, lastRev: 4, complete: true, messages: [born(2, 4)] },
			),
	],
];
for (const [what, fault, change] of violations)
	test(`the checker detects ${what}`, async () => {
		const { faults, passed } = await checked(change);
		assert.equal(passed, false);
		assert.notEqual(faults[fault], 0, JSON.stringify(faults));
	});

test("a copy has everything acknowledged before its backup began, and perhaps more of what was sent", () => {
	const { ada, bob, final } = flawless();
	const histories = { people: new Map(Object.entries({ ada, bob })), outages: [], moderation: [], final };
	const found = (backupBeganAt: number, copy: Final) => checkCopy(histories, copy, backupBeganAt).sentences;
	const before: Final = { messages: [born(1, 1)], lastSeq: 1, lastRev: 1 };
	const unedited: Final = { messages: [born(1, 1), born(2, 2)], lastSeq: 2, lastRev: 2 };
	// Both messages are acknowledged at 21, the edit at 31, the reaction at 41.
	assert.deepEqual(found(21, before), []);
	assert.deepEqual(found(22, unedited), []);
	assert.deepEqual(found(21, final), []);
	assert.deepEqual(found(99, final), []);
	assert.match(found(22, before).join(), /^lost: n2 of ada/);
	assert.match(found(32, unedited).join(), /^lost: the edit of 1/);
	assert.match(found(21, { ...before, lastSeq: 2, lastRev: 2 }).join(), /^holes/);
	const foreign = { messages: [born(1, 1, { nonce: "other" })], lastSeq: 1, lastRev: 1 };
	assert.match(found(21, foreign).join(), /^mismatches: message 1 was never sent/);
});
