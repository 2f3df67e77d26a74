import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { reloadIfGone } from "./reload-if-gone";

const gone = (name: string) => new Error(`Failed to load chunk /_next/static/chunks/${name}.js from module 1`);

test("the document is reloaded once if the server has a page's code no more, and not while it cannot be reached", async () => {
	const stored = new Map<string, string>();
	const sessionStorage = {
		getItem: (key: string) => stored.get(key) ?? null,
		setItem: (key: string, value: string) => void stored.set(key, value),
	};
	let reloads = 0;
	Object.assign(globalThis, { sessionStorage, location: { reload: () => reloads++ } });
	const answer = mock.method(globalThis, "fetch", async () => {
		throw new TypeError("no connection");
	});
	await reloadIfGone(gone("a"));
	answer.mock.mockImplementation(async () => new Response(null, { status: 200 }));
	await reloadIfGone(gone("a"));
	assert.equal(reloads, 0);
	answer.mock.mockImplementation(async () => new Response(null, { status: 404 }));
	await reloadIfGone(new Error("a mistake in the code"));
	assert.equal(reloads, 0);
	await reloadIfGone(gone("a"));
	assert.deepEqual(answer.mock.calls.at(-1)?.arguments[0], "/_next/static/chunks/a.js");
	assert.equal(reloads, 1);
	await reloadIfGone(gone("a"));
	assert.equal(reloads, 1);
	await reloadIfGone(gone("b"));
	assert.equal(reloads, 2);
	sessionStorage.setItem = () => {
		throw new Error("full");
	};
	await reloadIfGone(gone("c"));
	assert.equal(reloads, 2, "a browser that stores nothing could not tell the second time");
});
