import assert from "node:assert/strict";
import { test } from "node:test";
import type { Permission } from "@/lib/auth/permissions";
import type { Role } from "@/lib/realtime/protocol";
import { allowedSanctions, mayRename } from "./may-moderate";

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
