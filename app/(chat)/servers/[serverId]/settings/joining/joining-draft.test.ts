import assert from "node:assert/strict";
import { test } from "node:test";
import { type JoiningDraft, joiningChanges } from "./joining-draft";

const saved: JoiningDraft = {
	approval: false,
	question: "",
	minAccountMinutes: 0,
	slug: "painters",
	welcomeChannelId: 7,
};

test("an unchanged form has nothing to save", () => {
	assert.deepEqual(joiningChanges({ ...saved }, saved), { body: {}, count: 0 });
});

test("only the changed fields are saved, each in its place", () => {
	assert.deepEqual(joiningChanges({ ...saved, approval: true, slug: " Sunday-Painters " }, saved), {
		body: { slug: "sunday-painters", joinRequirements: { approval: true } },
		count: 2,
	});
});

test("an emptied address and a welcome channel that is no longer wanted are saved as null", () => {
	assert.deepEqual(joiningChanges({ ...saved, slug: "  ", welcomeChannelId: null }, saved), {
		body: { slug: null, welcomeChannelId: null },
		count: 2,
	});
});
