import assert from "node:assert/strict";
import { test } from "node:test";
import { customIn } from "./emoji-token";
import { isReactionWith, textOf, tokenOf } from "./reaction-token";

test("a token is a character, or the name and the id of an emoji of the server", () => {
	assert.deepEqual(customIn(":kiln:7"), { name: "kiln", id: 7 });
	for (const text of ["🔥", ":kiln:", ":kiln:x", "kiln:7", ""]) assert.equal(customIn(text), null, text);
	assert.equal(tokenOf({ emoji: ":kiln:", emojiId: 7 }), ":kiln:7");
	assert.equal(tokenOf({ emoji: "🔥" }), "🔥");
	assert.deepEqual([textOf(":kiln:7"), textOf(":99:7"), textOf("🔥"), textOf("7️⃣")], [":kiln:", ":99:", "🔥", "7️⃣"]);
});

test("a reaction with an emoji of the server is recognised by its id, not by its name", () => {
	const kiln = { emoji: ":kiln:", emojiId: 7, count: 1 };
	assert.equal(isReactionWith(kiln, ":oven:7"), true);
	assert.equal(isReactionWith(kiln, ":kiln:8"), false);
	assert.equal(isReactionWith(kiln, ":kiln:77"), false);
	assert.equal(isReactionWith(kiln, "🔥"), false);
	assert.equal(isReactionWith({ emoji: "🔥", count: 1 }, "🔥"), true);
});
