import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { loadUntilThere, preloadAll, registerPreload } from "./lazy";
import { markUsable, whenUsable } from "./when-usable";

const turn = () => new Promise((resolve) => setImmediate(resolve));

test("code that waits for a usable page loads when a part of the page says so, and not before", async () => {
	let isLoaded = false;
	void whenUsable.then(() => {
		isLoaded = true;
	});
	await turn();
	assert.equal(isLoaded, false);
	markUsable();
	await turn();
	assert.equal(isLoaded, true);
});

test("code that never arrives holds up no other code", async () => {
	mock.timers.enable({ apis: ["setTimeout"] });
	let isLoaded = false;
	registerPreload(() => new Promise(() => {}));
	registerPreload(async () => {
		isLoaded = true;
	});
	void preloadAll();
	for (let second = 0; second < 60 && !isLoaded; second++) {
		mock.timers.tick(1000);
		await turn();
	}
	mock.timers.reset();
	assert.equal(isLoaded, true);
});

test("code that failed to load is loaded again: after a while, and at once when the connection is back", async () => {
	mock.timers.enable({ apis: ["setTimeout"] });
	const connection = new EventTarget();
	Object.assign(globalThis, { window: connection });
	let attempts = 0;
	const failures: unknown[] = [];
	let isThere = false;
	const stop = loadUntilThere({
		load: async () => {
			attempts++;
			if (attempts < 4) throw new Error(`attempt ${attempts}`);
		},
		onLoaded: () => {
			isThere = true;
		},
		onFailure: (error) => failures.push(String(error)),
	});
	await turn();
	assert.equal(attempts, 1);
	mock.timers.tick(1000);
	await turn();
	assert.equal(attempts, 2);
	mock.timers.tick(1000);
	await turn();
	assert.equal(attempts, 2, "each failure doubles the wait");
	connection.dispatchEvent(new Event("online"));
	await turn();
	assert.equal(attempts, 3);
	assert.equal(isThere, false);
	mock.timers.tick(60_000);
	await turn();
	assert.equal(attempts, 4);
	assert.equal(isThere, true);
	assert.deepEqual(failures, ["Error: attempt 1", "Error: attempt 2", "Error: attempt 3"]);
	connection.dispatchEvent(new Event("online"));
	mock.timers.tick(60_000);
	await turn();
	assert.equal(attempts, 4, "it stops when the code is there");
	stop();
	mock.timers.reset();
});

test("a component that is gone loads no more code", async () => {
	mock.timers.enable({ apis: ["setTimeout"] });
	let attempts = 0;
	const stop = loadUntilThere({
		load: async () => {
			attempts++;
			throw new Error("no connection");
		},
		onLoaded: () => assert.fail("it never loads"),
	});
	await turn();
	stop();
	mock.timers.tick(60_000);
	await turn();
	assert.equal(attempts, 1);
	mock.timers.reset();
});
