import assert from "node:assert/strict";
import { test } from "node:test";
import { usernameFrom } from "./username-from";

test("suggests a username from the letters of a name that a username may have", () => {
	for (const [name, username] of [
		["Ada Lovelace", "ada.lovelace"],
		["  Inês  Carvalho ", "ines.carvalho"],
		["Dr. J. K. O'Neil", "dr.j.k.oneil"],
		["김지우", ""],
		["م", ""],
		["A", ""],
		["...", ""],
		["x".repeat(50), "x".repeat(32)],
	] as const)
		assert.equal(usernameFrom(name), username, name);
});
