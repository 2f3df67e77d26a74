import assert from "node:assert/strict";
import { test } from "node:test";
import type { Override, Overrides } from "@/lib/realtime/protocol";
import { draftsOf, inputOf, withState } from "./override-draft";
import { editOf, isChanged, type OverrideEdit, rebased, requestOf } from "./override-edit";

const everyone = 1;
const keepers = 2;
const user = { id: 5, username: "ada", displayName: "Ada", avatarUrl: null, createdAt: "2026-01-01T00:00:00.000Z" };
const of = (roleId: number, part: Partial<Override> = {}): Override => ({
	roleId,
	user: null,
	allow: [],
	deny: [],
	...part,
});
const base: Overrides = {
	overrides: [of(everyone, { deny: ["view_channel"] }), of(keepers, { allow: ["view_channel"] })],
	follows: false,
	revision: "first",
};
const all = () => true;

/** The edit with one permission of a role set otherwise. */
function withOwn(
	edit: OverrideEdit,
	roleId: number,
	...set: Parameters<typeof withState> extends [unknown, ...infer R] ? R : never
): OverrideEdit {
	const own = edit.drafts.find((draft) => draft.roleId === roleId) ?? draftsOf([of(roleId)])[0] ?? assert.fail();
	return { ...edit, drafts: [...edit.drafts.filter(({ key }) => key !== own.key), withState(own, ...set)] };
}

test("an edit is sent with the revision that it began with, also after the shown state has moved on", () => {
	const edit = withOwn(editOf(base), keepers, "send_messages", "allow");
	const { path, headers, body } = requestOf("/o", edit);
	assert.deepEqual([path, headers], ["/o", { "if-match": '"first"' }]);
	assert.equal(body?.overrides.length, 2);
	assert.deepEqual(requestOf("/o", { ...edit, follows: true }), {
		path: "/o/follow",
		body: undefined,
		headers: { "if-match": '"first"' },
	});
});

test("after somebody else's change both are there, each permission by itself", () => {
	const edit = withOwn(withOwn(editOf(base), keepers, "send_messages", "deny"), everyone, "view_channel", "inherit");
	const latest: Overrides = {
		overrides: [
			of(everyone, { deny: ["view_channel", "create_polls"] }),
			of(keepers, { allow: ["view_channel", "pin_messages"] }),
			{ roleId: null, user, allow: ["view_channel"], deny: [] },
		],
		follows: false,
		revision: "second",
	};
	const next = rebased(edit, latest, all);
	assert.equal(requestOf("/o", next).headers["if-match"], '"second"');
	assert.deepEqual(inputOf(next.drafts), [
		{ roleId: everyone, allow: [], deny: ["create_polls"] },
		{ roleId: keepers, allow: ["view_channel", "pin_messages"], deny: ["send_messages"] },
		{ username: "ada", allow: ["view_channel"], deny: [] },
	]);
});

test("of one permission that both have changed, the user's own change is shown", () => {
	const edit = withOwn(editOf(base), keepers, "view_channel", "deny");
	const latest = { ...base, overrides: [of(keepers, { allow: ["send_messages"] })], revision: "second" };
	assert.deepEqual(inputOf(rebased(edit, latest, all).drafts), [
		{ roleId: keepers, allow: ["send_messages"], deny: ["view_channel"] },
	]);
});

test("a removed override stays removed, except for what somebody else has added to it", () => {
	const [first] = draftsOf(base.overrides);
	const edit = { ...editOf(base), drafts: first ? [first] : [] };
	const added = { ...base, overrides: [of(keepers, { allow: ["view_channel", "pin_messages"] })], revision: "second" };
	assert.deepEqual(inputOf(rebased(edit, added, all).drafts), [{ roleId: keepers, allow: ["pin_messages"], deny: [] }]);
	assert.deepEqual(inputOf(rebased(edit, { ...base, revision: "third" }, all).drafts), inputOf(edit.drafts));
});

test("a change for a role that is gone is not sent again", () => {
	const edit = withOwn(editOf(base), keepers, "send_messages", "deny");
	const latest = { ...base, overrides: base.overrides.slice(0, 1), revision: "second" };
	const next = rebased(edit, latest, (id) => id !== keepers);
	assert.deepEqual(inputOf(next.drafts), [{ roleId: everyone, allow: [], deny: ["view_channel"] }]);
	assert.equal(isChanged(next), false);
});

test("whether the channel follows its group is a change of its own", () => {
	const following: Overrides = { ...base, follows: true, revision: "group's" };
	// It was to follow, and somebody else changed its own overrides, or made it follow.
	const toFollow = { ...editOf(base), follows: true };
	assert.equal(isChanged(rebased(toFollow, { ...base, overrides: [], revision: "second" }, all)), true);
	assert.equal(isChanged(rebased(toFollow, following, all)), false);
	// It was to stop following, and the group's overrides changed.
	const stopped = { ...editOf(following), follows: false };
	const later = rebased(stopped, { ...following, overrides: [of(keepers, { deny: ["add_reactions"] })] }, all);
	assert.deepEqual([later.follows, isChanged(later)], [false, true]);
	assert.deepEqual(inputOf(later.drafts), [{ roleId: keepers, allow: [], deny: ["add_reactions"] }]);
	// Its own overrides were changed, and somebody else made it follow.
	const own = rebased(withOwn(editOf(base), keepers, "send_messages", "deny"), following, all);
	assert.deepEqual([own.follows, isChanged(own)], [false, true]);
	assert.equal(isChanged(rebased(editOf(base), following, all)), false);
});
