import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { preloadAll, registerPreload } from "./lazy";

const turn = () => new Promise((resolve) => setImmediate(resolve));

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
