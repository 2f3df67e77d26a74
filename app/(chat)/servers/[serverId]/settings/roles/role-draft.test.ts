import assert from "node:assert/strict";
import { test } from "node:test";
import { freeName } from "./free-name";
import { changesOf, countChanges, type RoleDraft, rebased, withPermission } from "./role-draft";

const base: RoleDraft = {
	name: "Surveyor",
	colour: "fern",
	hoist: false,
	mentionable: false,
	selfAssignable: false,
	permissions: ["manage_messages", "pin_messages"],
};

test("an untouched draft has no changes, nor has one that was changed back", () => {
	assert.deepEqual(changesOf(base, base), {});
	const back = withPermission(withPermission(base, "pin_messages", false), "pin_messages", true);
	assert.deepEqual(changesOf(back, base), {});
	assert.equal(countChanges(back, base), 0);
});

test("only changed fields are sent, and each switched permission counts as a change", () => {
	const draft = withPermission({ ...base, name: "Keeper" }, "manage_roles", true);
	assert.deepEqual(changesOf(draft, base), {
		name: "Keeper",
		permissions: ["manage_messages", "pin_messages", "manage_roles"],
	});
	assert.equal(countChanges(withPermission(draft, "pin_messages", false), base), 3);
});

test("on a role that somebody else changed, one's own changes are kept and theirs are shown", () => {
	const draft = withPermission({ ...base, name: "Keeper" }, "manage_roles", true);
	const theirs = withPermission({ ...base, colour: "sky", name: "Measurer" }, "pin_messages", false);
	assert.deepEqual(rebased(draft, base, theirs), {
		...base,
		name: "Keeper",
		colour: "sky",
		permissions: ["manage_messages", "manage_roles"],
	});
});

test("a new role has a name that no other has, in any case", () => {
	assert.equal(freeName("New role", []), "New role");
	assert.equal(freeName("New role", [{ name: "new ROLE" }, { name: "New role 2" }]), "New role 3");
});
