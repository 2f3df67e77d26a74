import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep, setImmediate as turn } from "node:timers/promises";
import { range, waitUntil } from "@/test/support/socket-client";
import type { Change } from "./channel-changes";
import { Sequencer, Sequencers } from "./sequencer";

const change = (rev: number): Change => ({ rev, kind: "message:deleted", event: { rev, channelId: 1, seq: rev } });
const changes = (from: number, to: number) => range(from, to).map(change);

/** A sequencer over a log with this `head`, and the changes it has emitted. */
function made(head = 0) {
	const serialized: number[] = [];
	const batches: number[] = [];
	const held: string[][] = [];
	const log = { head, reads: 0, fails: 0, mayEmit: true };
	const wire = {
		mayEmit: () => log.mayEmit,
		emit: (_: number, ready: Change[], heldBack: string[]) => {
			serialized.push(...ready.map(({ rev }) => rev));
			batches.push(ready.length);
			held.push(heldBack);
		},
		readAfter: async (_: number, rev: number) => {
			log.reads++;
			if (log.fails-- > 0) throw new Error("away");
			return changes(rev + 1, Math.min(log.head, rev + 3));
		},
		failed: () => {},
	};
	return { sequencer: new Sequencer(1, wire), wire, serialized, batches, held, log };
}

test("emits nothing before a snapshot sets the start of the log, and never anything at or below it", async () => {
	const { sequencer, serialized } = made();
	sequencer.push(changes(1, 5));
	await turn();
	await turn();
	assert.deepEqual(serialized, []);
	sequencer.start(3);
	await turn();
	await turn();
	assert.deepEqual(serialized, [4, 5]);
	sequencer.start(1);
	sequencer.push(changes(1, 5));
	await turn();
	await turn();
	assert.deepEqual(serialized, [4, 5]);
	sequencer.close();
});

test("emits each change once and in order, whatever the order and repetition; ready changes are emitted together", async () => {
	const { sequencer, serialized, batches } = made();
	sequencer.start(0);
	for (const rev of [3, 1, 1, 5, 2, 4, 3, 2]) sequencer.push([change(rev)]);
	await turn();
	await turn();
	assert.deepEqual(serialized, [1, 2, 3, 4, 5]);
	assert.deepEqual(batches, [5]);
	sequencer.close();
});

test("waits a moment for a missing change, then reads the gap from the log, with retries", async () => {
	const { sequencer, serialized, log } = made(9);
	log.fails = 2;
	sequencer.start(0);
	sequencer.push([change(9)]);
	await sleep(50);
	assert.deepEqual([serialized, log.reads], [[], 0]);
	await waitUntil("the gap is filled", () => serialized.length === 9);
	assert.deepEqual(serialized, range(1, 9));
	sequencer.close();
});

test("a gap that closes by itself causes no read", async () => {
	const { sequencer, serialized, log } = made(2);
	sequencer.start(0);
	sequencer.push([change(2)]);
	await sleep(20);
	sequencer.push([change(1)]);
	await waitUntil("both are told", () => serialized.length === 2);
	assert.equal(log.reads, 0);
	sequencer.close();
});

test("reaches an announced head, and waiters for it continue once it is emitted", async () => {
	const { sequencer, serialized, log } = made();
	sequencer.start(0);
	log.head = 7;
	sequencer.expect(7);
	await sequencer.whenDelivered(7);
	assert.deepEqual(serialized, range(1, 7));
	await sequencer.whenDelivered(5);
	sequencer.close();
});

test("releases waiters for changes that the log no longer has, so that they ask again", async () => {
	const { sequencer, serialized, log } = made(2);
	sequencer.start(0);
	await sequencer.whenDelivered(5);
	assert.deepEqual(serialized, [1, 2]);
	assert.equal(sequencer.since(5), null);
	const { reads } = log;
	await sleep(250);
	assert.equal(log.reads, reads);
	sequencer.close();
});

test("a closed sequencer emits nothing, whether it was about to or is reading the log", async () => {
	const ready = made();
	ready.sequencer.start(0);
	ready.sequencer.push(changes(1, 3));
	ready.sequencer.close();
	await turn();
	await turn();
	assert.deepEqual(ready.serialized, []);

	const { sequencer, wire, serialized, log } = made(3);
	let answer = (_: Change[]) => {};
	const read = new Promise<Change[]>((resolve) => {
		answer = resolve;
	});
	wire.readAfter = () => {
		log.reads++;
		return read;
	};
	sequencer.start(0);
	sequencer.expect(3);
	await waitUntil("the log is being read", () => log.reads === 1);
	sequencer.close();
	answer(changes(1, 3));
	await turn();
	await turn();
	assert.deepEqual(serialized, []);
	await sleep(150);
	assert.equal(log.reads, 1);
});

test("closing releases all waiters", async () => {
	const { sequencer } = made();
	sequencer.start(0);
	const waiting = sequencer.whenDelivered(100);
	sequencer.close();
	await waiting;
});

test("remembers recent changes completely or not at all", async () => {
	const { sequencer } = made();
	assert.equal(sequencer.since(0), null);
	sequencer.start(0);
	assert.deepEqual(sequencer.since(0), []);
	sequencer.push(changes(1, 10));
	await turn();
	await turn();
	assert.deepEqual(
		sequencer.since(7)?.map(({ rev }) => rev),
		[8, 9, 10],
	);
	assert.equal(sequencer.since(11), null);
	sequencer.forget(Date.now() + 60_000);
	assert.equal(sequencer.since(7), null);
	assert.deepEqual(sequencer.since(10), []);
	sequencer.push(changes(11, 5000));
	await turn();
	await turn();
	assert.equal(sequencer.since(11), null);
	assert.equal(sequencer.since(4990)?.length, 10);
	sequencer.close();
});

test("names sockets that are held back with the changes emitted meanwhile", async () => {
	const { sequencer, held } = made();
	sequencer.start(0);
	sequencer.heldBack.add("one");
	sequencer.push([change(1)]);
	await turn();
	await turn();
	sequencer.heldBack.delete("one");
	sequencer.push([change(2)]);
	await turn();
	await turn();
	assert.deepEqual(held, [["one"], []]);
	sequencer.close();
});

test("a sequencer lives as long as it is held or has listeners", () => {
	const { wire } = made();
	let isListened = true;
	const followed: string[] = [];
	const all = new Sequencers(
		wire,
		() => isListened,
		(channelId, follows) => followed.push(`${channelId} ${follows}`),
	);
	const one = all.hold(1);
	assert.equal(all.hold(1), one);
	all.release(one);
	all.release(one);
	assert.deepEqual(all.channels(), [1]);
	isListened = false;
	const held = all.hold(1);
	all.dropIfIdle(1);
	assert.deepEqual(all.channels(), [1]);
	all.release(held);
	assert.deepEqual(all.channels(), []);
	assert.deepEqual(followed, ["1 true", "1 false"]);
});
