import assert from "node:assert/strict";
import { test } from "node:test";
import { memoryStorage, provideLocalStorage } from "@/test/support/memory-storage";
import { recentEmoji, rememberEmoji } from "./recent-emoji";

test("recent emoji of a server are offered only where they can be used", () => {
	const removeStorage = provideLocalStorage(memoryStorage());
	try {
		for (const token of ["🔥", ":kiln:7", ":there:8"]) rememberEmoji(token);
		assert.deepEqual(recentEmoji(new Set([7])).slice(0, 2), [":kiln:7", "🔥"]);
		assert.equal(recentEmoji()[0], "🔥");
		assert.deepEqual(recentEmoji(new Set([8])).slice(0, 2), [":there:8", "🔥"]);
	} finally {
		removeStorage();
	}
});
