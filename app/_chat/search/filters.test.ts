import assert from "node:assert/strict";
import { test } from "node:test";
import { begun, completed, typingIn, usernamesFor, valuesFor } from "./filters";

test("a known filter is being typed only at the end", () => {
	assert.equal(typingIn("std::vec"), null);
	assert.equal(typingIn("from:ada proof"), null);
	assert.equal(typingIn("xfrom:a"), null);
	assert.deepEqual(typingIn("proof FROM:Ad"), { name: "from", value: "ad" });
	assert.deepEqual(typingIn("in:"), { name: "in", value: "" });
});

test("suggests values by prefix; a complete one is not suggested again", () => {
	const channels = ["general", "maps-general", "lounge"];
	assert.deepEqual(valuesFor({ name: "in", value: "gen" }, channels), ["general", "maps-general"]);
	assert.deepEqual(valuesFor({ name: "in", value: "#lo" }, channels), ["lounge"]);
	assert.deepEqual(valuesFor({ name: "has", value: "link" }, channels), []);
	assert.deepEqual(valuesFor({ name: "from", value: "a" }, channels), []);
});

test("a chosen value replaces the typed prefix", () => {
	assert.equal(completed("proof in:ge", { name: "in", value: "ge" }, "general"), "proof in:general ");
	assert.equal(begun("proof", "has"), "proof has:");
	assert.equal(begun("", "from"), "from:");
});

test("members are suggested by username, display name and nickname", () => {
	const member = (username: string, displayName: string, nickname: string | null) => ({
		user: { id: 1, username, displayName, avatarUrl: null, createdAt: "" },
		nickname,
	});
	const members = [member("bob", "Robert", "Captain"), member("cap", "Cara", null)];
	for (const [typed, found] of [
		["captain", ["bob"]],
		["rob", ["bob"]],
		["cap", ["bob"]],
		["car", ["cap"]],
		["zz", []],
	] as const)
		assert.deepEqual(usernamesFor(typed, members), found);
});
