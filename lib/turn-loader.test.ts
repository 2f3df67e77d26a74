import assert from "node:assert/strict";
import { test } from "node:test";
import { TurnLoader } from "./turn-loader";

/** A loader of squares, and the ids of each reading. */
function squares(maxIds?: number) {
	const readings: number[][] = [];
	const loader = new TurnLoader(async (ids) => {
		readings.push(ids);
		return new Map(ids.filter((id) => id > 0).map((id) => [id, id * id]));
	}, maxIds);
	return { loader, readings };
}

test("ids that are asked for in one turn are read at once, each once, and again in the next turn", async () => {
	const { loader, readings } = squares();
	assert.deepEqual(await Promise.all([3, -1, 2, 3].map((id) => loader.load(id))), [9, undefined, 4, 9]);
	assert.equal(await loader.load(3), 9);
	assert.deepEqual(readings, [[3, -1, 2], [3]]);
});

test("a reading has at most the maximum of ids, and everybody gets their answer", async () => {
	const { loader, readings } = squares(2);
	const ids = [1, 2, 3, 4, 5];
	assert.deepEqual(await Promise.all(ids.map((id) => loader.load(id))), [1, 4, 9, 16, 25]);
	assert.equal(await loader.load(6), 36);
	assert.deepEqual(readings, [[1, 2], [3, 4], [5], [6]]);
});

test("a failed reading fails for those who waited for it, and for nobody after them", async () => {
	let fails = true;
	const loader = new TurnLoader(async (ids) => {
		if (fails) throw new Error("the database is away");
		return new Map(ids.map((id) => [id, id]));
	});
	await assert.rejects(Promise.all([loader.load(1), loader.load(2)]), /away/);
	fails = false;
	assert.equal(await loader.load(1), 1);
});
