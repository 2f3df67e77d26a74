import assert from "node:assert/strict";
import { before, test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { nonce } from "@/test/support/test-server";
import type { Viewer } from "../auth/viewer";
import { createAppState } from "../process/create-app-state";
import { AppendQueue, type Batch } from "./append-queue";
import type { AppendResult } from "./append-result";
import { GroupCommit, type Store } from "./group-commit";

before(() => void createAppState("a secret that is as long as it needs to be"));

const author = { id: 1, username: "ada", displayName: "ada", avatarUrl: null };
const viewer: Viewer = {
	...author,
	sessionId: "",
	createdAt: "",
	isAdmin: false,
	hasFactor: false,
	presence: "online",
	language: null,
};
type Call = { batches: Batch[]; answer: (error?: Error) => void };

/** A store whose calls are answered by the test. */
class FakeStore implements Store {
	readonly calls: Call[] = [];
	readonly alones: Call[] = [];
	/** Channels that `together` leaves out, and those whose messages are not plain. */
	readonly leftOut = new Set<number>();
	readonly rich = new Set<number>();
	private readonly heads = new Map<number, number>();

	isPlain = async ({ channelId }: Batch) => !this.rich.has(channelId);

	together = (batches: Batch[]): Promise<Map<number, AppendResult>> =>
		this.call(this.calls, batches).then(
			() =>
				new Map(
					batches.flatMap((batch) => (this.leftOut.has(batch.channelId) ? [] : [[batch.channelId, this.store(batch)]])),
				),
		);

	alone = (batch: Batch): Promise<AppendResult> => this.call(this.alones, [batch]).then(() => this.store(batch));

	private call(calls: Call[], batches: Batch[]): Promise<void> {
		return new Promise((resolve, reject) => {
			calls.push({ batches, answer: (error) => (error ? reject(error) : resolve()) });
		});
	}

	private store({ channelId, messages }: Batch): AppendResult {
		const lastSeq = this.heads.get(channelId) ?? 0;
		this.heads.set(channelId, lastSeq + messages.length);
		return {
			...{
				at: new Date().toISOString(),
				lastSeq,
				lastRev: lastSeq,
				serverId: 1,
				hidden: false,
				parentId: null,
				uncounted: 0,
			},
			...{
				refused: [],
				known: [],
				knownSeqs: [],
				lost: [],
				unfit: [],
				early: [],
				earlyMs: null,
				extras: null,
				mentions: null,
				followers: [],
			},
			...{ people: [{ ...author, nickname: null }], mentionsKeyword: false },
		};
	}
}

function setUp() {
	const store = new FakeStore();
	const commits = new GroupCommit(store);
	const queues = new Map<number, AppendQueue>();
	const say = (channelId: number) => {
		const queue = queues.get(channelId) ?? new AppendQueue(channelId, commits, () => {});
		queues.set(channelId, queue);
		return queue.send(viewer, { nonce: nonce(), content: "x" }).then(
			({ message }) => message.seq,
			(error) => error.message,
		);
	};
	return { store, queues, say };
}
const settled = async () => {
	for (let turns = 0; turns < 5; turns++) await turn();
};
const sizes = (calls: Call[]) => calls.map(({ batches }) => batches.map((b) => [b.channelId, b.messages.length]));

test("what arrives for any channel while the lanes are busy goes into the next transaction", async () => {
	const { store, say } = setUp();
	const one = say(1);
	await settled();
	const two = say(2);
	await settled();
	const waiting = [say(1), say(3), say(3), say(4)];
	await settled();
	assert.deepEqual(sizes(store.calls), [[[1, 1]], [[2, 1]]]);
	store.calls[1]?.answer();
	assert.equal(await two, 1);
	await settled();
	// Channel 1 still has a write in progress.
	assert.deepEqual(sizes(store.calls.slice(2)), [
		[
			[3, 2],
			[4, 1],
		],
	]);
	store.calls[0]?.answer();
	assert.equal(await one, 1);
	await settled();
	assert.deepEqual(sizes(store.calls.slice(3)), [[[1, 1]]]);
	store.calls[2]?.answer();
	store.calls[3]?.answer();
	assert.deepEqual(await Promise.all(waiting), [2, 1, 2, 1]);
});

test("a transaction is bounded, whatever waits", async () => {
	const { store, say } = setUp();
	for (let n = 0; n < 600; n++) void say(n);
	await settled();
	const counts = store.calls.map(({ batches }) => batches.length);
	assert.deepEqual(counts, [256, 256]);
});

test("a channel that was left out, or is not plain, waits for its own transaction, and nobody waits for it", async () => {
	const { store, say } = setUp();
	store.leftOut.add(1);
	store.rich.add(2);
	const [left, rich, plain] = [say(1), say(2), say(3)];
	await settled();
	store.calls[0]?.answer();
	assert.equal(await plain, 1);
	const next = say(4);
	const second = say(1);
	await settled();
	store.calls[1]?.answer();
	assert.equal(await next, 1);
	assert.deepEqual(sizes(store.alones), [[[2, 1]], [[1, 1]]]);
	store.alones[0]?.answer();
	store.alones[1]?.answer();
	assert.deepEqual(await Promise.all([left, rich]), [1, 1]);
	await settled();
	store.leftOut.clear();
	store.calls[2]?.answer();
	assert.equal(await second, 2);
});

test("after an error each channel has its own transaction, and a failing one stays out until it works", async () => {
	const { store, say } = setUp();
	const sent = [say(1), say(2)];
	await settled();
	store.calls[0]?.answer(new Error("planted"));
	await settled();
	store.alones[0]?.answer(new Error("planted again"));
	store.alones[1]?.answer();
	assert.deepEqual(await Promise.all(sent), ["planted again", 1]);
	const more = [say(1), say(2)];
	await settled();
	assert.deepEqual(sizes(store.calls.slice(1)), [[[2, 1]]]);
	store.alones[2]?.answer();
	store.calls[1]?.answer();
	assert.deepEqual(await Promise.all(more), [1, 2]);
	const healed = [say(1), say(2)];
	await settled();
	store.calls[2]?.answer();
	assert.deepEqual(await Promise.all(healed), [2, 3]);
});

test("if the connection is lost, the outcome is unknown: all senders get the error, and nothing is repeated", async () => {
	const { store, say } = setUp();
	const sent = [say(1), say(2)];
	await settled();
	store.calls[0]?.answer(Object.assign(new Error("lost"), { code: "CONNECTION_CLOSED" }));
	assert.deepEqual(await Promise.all(sent), ["lost", "lost"]);
	assert.deepEqual(store.alones, []);
	const after = say(1);
	await settled();
	store.calls[1]?.answer();
	assert.equal(await after, 1);
});
