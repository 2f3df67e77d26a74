import assert from "node:assert/strict";
import { test } from "node:test";
import { draftsOf, inputOf, isSame, type OverrideDraft, stateOf, withState } from "./override-draft";

const user = { id: 5, username: "ada", displayName: "Ada", avatarUrl: null, createdAt: "2026-01-01T00:00:00.000Z" };
const [role, person] = draftsOf([
	{ roleId: 1, user: null, allow: [], deny: ["view_channel"] },
	{ roleId: null, user, allow: ["view_channel"], deny: [] },
]) as [OverrideDraft, OverrideDraft];

test("a permission is never allowed and denied at once", () => {
	const allowed = withState(role, "view_channel", "allow");
	assert.deepEqual([allowed.allow, allowed.deny], [["view_channel"], []]);
	assert.equal(stateOf(allowed, "view_channel"), "allow");
	const denied = withState(allowed, "view_channel", "deny");
	assert.deepEqual([denied.allow, denied.deny], [[], ["view_channel"]]);
	assert.equal(stateOf(withState(denied, "view_channel", "inherit"), "view_channel"), "inherit");
});

test("an override that neither allows nor denies anything is not sent", () => {
	const nothing = withState(role, "view_channel", "inherit");
	assert.deepEqual(inputOf([nothing, person]), [{ username: "ada", allow: ["view_channel"], deny: [] }]);
	assert.deepEqual(inputOf([role]), [{ roleId: 1, allow: [], deny: ["view_channel"] }]);
});

test("overrides are the same in any order, and with empty ones among them", () => {
	assert.equal(isSame([role, person], [person, role]), true);
	assert.equal(isSame([role, withState(person, "view_channel", "inherit")], [role]), true);
	assert.equal(isSame([role], [withState(role, "send_messages", "deny")]), false);
});
