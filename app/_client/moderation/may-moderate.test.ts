import assert from "node:assert/strict";
import { test } from "node:test";
import type { Permission } from "@/lib/auth/permissions";
import type { Role } from "@/lib/realtime/protocol";
import { allowedSanctions, mayRemoveMessages, mayRename, mayUndo } from "./may-moderate";

const roles = [
	{ id: 3, position: 2 },
	{ id: 2, position: 1 },
	{ id: 1, position: 0 },
] as Role[];
const all: Permission[] = ["timeout_members", "kick_members", "ban_members"];
const place = (roleIds: number[], permissions = all) => ({ ownerId: 1, roleIds, permissions });

test("a moderator is offered no sanction on themselves, the owner, a member of no lower rank, or a user who is not known yet", () => {
	const moderator = place([2]);
	assert.deepEqual(allowedSanctions(moderator, 7, { id: 7, roleIds: [] }, roles), []);
	assert.deepEqual(allowedSanctions(moderator, 7, { id: 1, roleIds: [] }, roles), []);
	assert.deepEqual(allowedSanctions(moderator, 7, { id: 8, roleIds: [2] }, roles), []);
	assert.deepEqual(allowedSanctions(moderator, 7, { id: 8, roleIds: [3] }, roles), []);
	assert.deepEqual(allowedSanctions(moderator, 7, { id: 8, roleIds: undefined }, roles), []);
});

test("a moderator is offered what their permissions allow, and only a ban of a user who is no member", () => {
	assert.deepEqual(allowedSanctions(place([2]), 7, { id: 8, roleIds: [] }, roles), ["warn", "timeout", "kick", "ban"]);
	assert.deepEqual(allowedSanctions(place([3], ["kick_members"]), 7, { id: 8, roleIds: [2] }, roles), ["kick"]);
	assert.deepEqual(allowedSanctions(place([2]), 7, { id: 8, roleIds: null }, roles), ["ban"]);
	assert.deepEqual(allowedSanctions(place([2], []), 7, { id: 8, roleIds: null }, roles), []);
	assert.deepEqual(allowedSanctions(place([]), 1, { id: 8, roleIds: [3] }, roles).length, 4);
});

test("a member renames themselves, and with the permission those below their rank, but never the owner", () => {
	const names = (...permissions: Permission[]) => place([2], permissions);
	const own = { id: 7, roleIds: [2] };
	assert.equal(mayRename(names("change_nickname"), 7, own, roles), true);
	assert.equal(mayRename(names("manage_nicknames"), 7, own, roles), false);
	const renames = (id: number, roleIds: number[] | null) =>
		mayRename(names("manage_nicknames"), 7, { id, roleIds }, roles);
	assert.deepEqual(
		[renames(8, []), renames(8, [2]), renames(8, [3]), renames(1, []), renames(8, null)],
		[...[true, false, false, false, false]],
	);
	assert.equal(mayRename(names("change_nickname"), 7, { id: 8, roleIds: [] }, roles), false);
	assert.equal(mayRename(place([], ["manage_nicknames"]), 1, { id: 8, roleIds: [3] }, roles), true);
});

test("a moderator is offered to remove the messages of those whom they may moderate, and of users who are not members", () => {
	const moderator = place([2], ["manage_messages"]);
	const may = (id: number, roleIds: number[] | null | undefined, by = moderator) =>
		mayRemoveMessages(by, 7, { id, roleIds }, roles);
	assert.deepEqual([may(8, []), may(8, null)], [true, true]);
	assert.deepEqual([may(8, [2]), may(7, []), may(1, []), may(8, undefined)], [false, false, false, false]);
	assert.equal(may(8, [], place([2])), false);
});

test("an undo is offered with the permission of the sanction, and of the messages that were removed", () => {
	const may = (permissions: Permission[], kind: "ban" | "removal", removed: number) =>
		mayUndo(place([2], permissions), { kind, removed });
	assert.deepEqual([may(all, "ban", 0), may(all, "ban", 1), may(all, "removal", 1)], [true, false, false]);
	assert.equal(may([...all, "manage_messages"], "ban", 1), true);
	assert.equal(may(["manage_messages"], "removal", 1), true);
});
