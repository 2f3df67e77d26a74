import assert from "node:assert/strict";
import { test } from "node:test";
import type { Member, Role } from "@/lib/realtime/protocol";
import { colourOf, groupByRole, tagOf } from "./member-groups";
import { may, rankOf } from "./permissions";

const role = (id: number, more: Partial<Role> = {}): Role => ({
	id,
	name: `Role ${id}`,
	handle: `role_${id}`,
	colour: null,
	position: 10 - id,
	hoist: false,
	mentionable: false,
	selfAssignable: false,
	everyone: false,
	permissions: [],
	memberCount: 0,
	updatedAt: "2026-10-01T00:00:00.000Z",
	...more,
});
const member = (id: number, roles: number[]): Member => ({
	user: { id, username: `m_${id}`, displayName: `M ${id}`, avatarUrl: null, createdAt: "2026-10-01T00:00:00.000Z" },
	nickname: null,
	roles,
	isOwner: false,
	joinedAt: "2026-10-01T00:00:00.000Z",
	presence: "online",
	status: null,
});
const roles = [
	role(1, { hoist: true }),
	role(2, { colour: "fern" }),
	role(3, { hoist: true, colour: "sky" }),
	role(9, { everyone: true, position: 0, hoist: true }),
];

test("a role that is not listed apart, @everyone and an unknown role make no group", () => {
	const members = [member(1, [2]), member(2, []), member(3, [77])];
	assert.deepEqual(groupByRole(members, roles), { hoisted: [], others: members });
	assert.deepEqual(groupByRole(members, []), { hoisted: [], others: members });
});

test("each member is listed once, under the highest of their roles that is listed apart", () => {
	const [both, low, none] = [member(1, [3, 1]), member(2, [2, 3]), member(3, [])];
	const { hoisted, others } = groupByRole([both, low, none] as Member[], roles);
	assert.deepEqual(
		hoisted.map(({ role: { id }, members }) => [id, members]),
		[
			[1, [both]],
			[3, [low]],
		],
	);
	assert.deepEqual(others, [none]);
});

test("a name has the colour of the highest role with one", () => {
	assert.equal(colourOf([], roles), null);
	assert.equal(colourOf([1], roles), null);
	assert.equal(colourOf([3, 2, 1], roles), "fern");
	assert.equal(colourOf([3, 77], roles), "sky");
});

test("a name without a role, or with roles that are not listed apart, has no tag; otherwise the highest of them is it", () => {
	assert.equal(tagOf([], roles), null);
	assert.equal(tagOf([2, 9, 77], roles), null, "@everyone is not shown");
	assert.equal(tagOf([1], []), null);
	assert.equal(tagOf([2, 3], roles)?.id, 3);
	assert.equal(tagOf([3, 1], roles)?.id, 1);
});

test("a member ranks by their highest role, and nobody ranks as the owner", () => {
	assert.equal(rankOf(false, [], roles), 0);
	assert.equal(rankOf(false, [3, 2], roles), 8);
	assert.equal(rankOf(true, [], roles), Number.POSITIVE_INFINITY);
});

test("what is not known to be permitted is denied", () => {
	assert.equal(may(undefined, "send_messages"), false);
	assert.equal(may({}, "send_messages"), false);
	assert.equal(may({ permissions: ["view_channel"] }, "send_messages"), false);
	assert.equal(may({ permissions: ["send_messages"] }, "send_messages"), true);
});
