import assert from "node:assert/strict";
import { test } from "node:test";
import { defaults } from "@/lib/instance/fields";
import { changesOf, draftOf } from "./settings-draft";

const names = ["registration", "refusedEmailDomains", "serverCreatorDays", "verifyEmail"] as const;
const settings = { ...defaults, refusedEmailDomains: ["a.example", "b.example"] };
const draft = draftOf(settings, names);

test("an unchanged draft changes nothing", () => {
	assert.equal(draft.refusedEmailDomains, "a.example\nb.example");
	assert.deepEqual(changesOf(draft, settings), {});
});

test("a change names its settings only, with lists and numbers as the server has them", () => {
	const edited = { ...draft, refusedEmailDomains: "a.example, c.example\n", serverCreatorDays: "7", verifyEmail: true };
	assert.deepEqual(changesOf(edited, settings), {
		refusedEmailDomains: ["a.example", "c.example"],
		serverCreatorDays: 7,
		verifyEmail: true,
	});
	assert.deepEqual(changesOf({ ...draft, serverCreatorDays: "" }, settings), { serverCreatorDays: null });
	// The server refuses these, with the field.
	for (const odd of ["-1", "1.5", "seven"])
		assert.deepEqual(changesOf({ ...draft, serverCreatorDays: odd }, settings), { serverCreatorDays: odd });
});

test("an empty number is none where there may be none", () => {
	const quotas = draftOf({ ...settings, maxStorageMb: 500 }, ["maxStorageMb", "maxRolesPerServer"]);
	assert.deepEqual(quotas, { maxStorageMb: "500", maxRolesPerServer: "" });
	const changed = { maxStorageMb: " ", maxRolesPerServer: "7" };
	assert.deepEqual(changesOf(changed, { ...settings, maxStorageMb: 500 }), {
		maxStorageMb: null,
		maxRolesPerServer: 7,
	});
	assert.deepEqual(changesOf({ maxRolesPerServer: "many" }, settings), { maxRolesPerServer: "many" });
});
