import assert from "node:assert/strict";
import { test } from "node:test";
import { range } from "@/test/support/socket-client";
import { inSlices } from "./slices";

test("all work shares the slices of the event loop's turns, and a failure delays no other work", async () => {
	let turn = 0;
	const turns: number[] = [];
	const count = () => {
		turn++;
		counting = setImmediate(count);
	};
	let counting = setImmediate(count);
	function* work(steps: number, fails = false): Generator<void, number> {
		for (const _ of range(1, steps)) {
			turns.push(turn);
			const since = performance.now();
			while (performance.now() - since < 4);
			if (fails) throw new Error("broken");
			yield;
		}
		return steps;
	}
	const all = await Promise.allSettled([...range(1, 8).map(() => inSlices(work(3))), inSlices(work(1, true))]);
	clearImmediate(counting);
	assert.deepEqual(
		all.map(({ status }) => status),
		[...range(1, 8).map(() => "fulfilled"), "rejected"],
	);
	assert.equal(turns.length, 25);
	assert.equal(new Set(turns).size, 25);
	assert.equal(await inSlices(work(1)), 1);
});
