import assert from "node:assert/strict";
import { test } from "node:test";
import type { Member } from "@/lib/realtime/protocol";
import { reduceMemberRoles, reduceMembers } from "./members-reducer";

const member = (id: number): Member => ({
	user: { id, username: `m_${id}`, displayName: `M ${id}`, avatarUrl: null, createdAt: "2026-10-01T00:00:00.000Z" },
	nickname: null,
	roles: [7],
	isOwner: false,
	joinedAt: "2026-10-01T00:00:00.000Z",
	presence: "online",
	status: null,
});

test("a new name or status reaches its user's row, and leaves the others unchanged", () => {
	const pages = [
		{ members: [member(1), member(2)], nextCursor: "next" },
		{ members: [member(3)], nextCursor: null },
	];
	const user = { ...member(2).user, displayName: "Second" };
	const status = { emoji: "☕", text: "", until: null };
	const after = reduceMembers(pages, { serverId: 1, user, nickname: "Two", status, roleIds: [7, 8] });
	assert.deepEqual(after[0]?.members[1], { ...member(2), user, nickname: "Two", status, roles: [7, 8] });
	assert.equal(after[0]?.members[0], pages[0]?.members[0]);
	assert.equal(after[1], pages[1]);
	const nobody = reduceMembers(pages, { serverId: 1, user: { ...user, id: 9 }, nickname: null, status, roleIds: [] });
	assert.deepEqual(nobody, pages);
});

test("new roles of many members reach their rows, and leave the others unchanged", () => {
	const pages = [
		{ members: [member(1), member(2)], nextCursor: "next" },
		{ members: [member(3)], nextCursor: null },
	];
	const after = reduceMemberRoles(pages, {
		serverId: 1,
		members: [
			{ userId: 2, roleIds: [] },
			{ userId: 9, roleIds: [1] },
		],
	});
	assert.deepEqual(after[0]?.members, [member(1), { ...member(2), roles: [] }]);
	assert.equal(after[1], pages[1]);
});
