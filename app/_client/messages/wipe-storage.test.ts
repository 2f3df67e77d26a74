import assert from "node:assert/strict";
import { test } from "node:test";
import { wipeStorage } from "./wipe-storage";

test("the storage is wiped only if no user is signed in", async (t) => {
	const wipe = t.mock.fn();
	const answer = t.mock.method(globalThis, "fetch", async () => new Response("{}"));
	await wipeStorage(wipe);
	answer.mock.mockImplementation(async () => new Response("{}", { status: 503 }));
	await wipeStorage(wipe);
	answer.mock.mockImplementation(async () => Promise.reject(new TypeError("offline")));
	await wipeStorage(wipe);
	assert.equal(wipe.mock.callCount(), 0);
	answer.mock.mockImplementation(async () => new Response("{}", { status: 401 }));
	await wipeStorage(wipe);
	assert.equal(wipe.mock.callCount(), 1);
});
