import assert from "node:assert/strict";
import { test } from "node:test";
import { createEmitter, createStore } from "./create-store";

test("an emitter calls each listener until it unsubscribes", () => {
	const emitter = createEmitter();
	const calls: string[] = [];
	const leave = emitter.subscribe(() => calls.push("a"));
	emitter.subscribe(() => calls.push("b"));
	emitter.emit();
	leave();
	emitter.emit();
	assert.deepEqual(calls, ["a", "b", "b"]);
	assert.ok(emitter.hasListeners());
});

test("a store reads its initial state once, on first use, and notifies of each new one", () => {
	let reads = 0;
	const store = createStore(() => ++reads);
	const seen: number[] = [];
	store.subscribe(() => seen.push(store.getSnapshot()));
	assert.equal(reads, 0);
	assert.deepEqual([store.getSnapshot(), store.getSnapshot(), reads], [1, 1, 1]);
	store.set(7);
	assert.deepEqual(seen, [7]);
	assert.equal(reads, 1);
});
