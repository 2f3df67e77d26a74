import assert from "node:assert/strict";
import { test } from "node:test";
import { recentEmoji, rememberEmoji } from "./recent-emoji";

test("recent emoji of a server are offered only where they can be used", () => {
	const kept = new Map<string, string>();
	const storage = {
		getItem: (key: string) => kept.get(key) ?? null,
		setItem: (key: string, value: string) => void kept.set(key, value),
		removeItem: (key: string) => void kept.delete(key),
	};
	const { localStorage } = globalThis;
	Object.defineProperty(globalThis, "localStorage", { value: storage, configurable: true });
	try {
		for (const token of ["🔥", ":kiln:7", ":there:8"]) rememberEmoji(token);
		assert.deepEqual(recentEmoji(new Set([7])).slice(0, 2), [":kiln:7", "🔥"]);
		assert.equal(recentEmoji()[0], "🔥");
		assert.deepEqual(recentEmoji(new Set([8])).slice(0, 2), [":there:8", "🔥"]);
	} finally {
		Object.defineProperty(globalThis, "localStorage", { value: localStorage, configurable: true });
	}
});
