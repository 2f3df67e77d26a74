import assert from "node:assert/strict";
import { test } from "node:test";
import { channelNameFrom, displayNameFrom, numbered, Tries, usernameFrom } from "./names";
import { nonceOf } from "./nonce";

test("a valid username stays except for its case; any other is made valid", () => {
	const made = ["crimsun", "Hendrik_", "|QuaD-", "Ünïcode", "m", "기정", "😀", "..", "a".repeat(40)].map(usernameFrom);
	assert.deepEqual(made, ["crimsun", "hendrik", "quad", "unicode", "user_m", "user", "user", "user", "a".repeat(32)]);
});

test("a channel's name keeps letters and digits of every script", () => {
	const made = ["2004-12-25.train-c", "#Ubuntu DE", "잡담 방", "İstanbul", "हिन्दी", "!!!", "x".repeat(90)].map(
		channelNameFrom,
	);
	assert.deepEqual(made, [
		"2004-12-25-train-c",
		"ubuntu-de",
		"잡담-방",
		"istanbul",
		"हिन्दी",
		"channel",
		"x".repeat(80),
	]);
	for (const name of made) assert.match(name, /^[\p{L}\p{M}\p{N}_-]{1,80}$/u);
});

test("a display name is the original, cut at 100 characters and never inside one", () => {
	assert.equal(displayNameFrom(" |QuaD- "), "|QuaD-");
	assert.equal(displayNameFrom("😀".repeat(101)), "😀".repeat(100));
});

test("taken names are numbered within their length limits", () => {
	assert.equal(numbered("ada", 1, "_", 32), "ada");
	assert.equal(numbered("ada", 2, "_", 32), "ada_2");
	assert.equal(numbered("a".repeat(32), 10, "_", 32), `${"a".repeat(29)}_10`);
	const tries = new Tries();
	assert.deepEqual([tries.next("ada"), tries.next("ada"), tries.next("bob"), tries.next("root", 2)], [1, 2, 1, 2]);
});

test("a source id always maps to the same UUID of version 5, and another id to another one", () => {
	assert.equal(nonceOf("2004-12-25.train-c#2"), nonceOf("2004-12-25.train-c#2"));
	assert.notEqual(nonceOf("1"), nonceOf("2"));
	assert.match(nonceOf("한"), /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
	assert.equal(nonceOf("2004-12-25.train-c#2"), "c0176404-c102-5ee0-ba05-83dfb60cce6b");
});
