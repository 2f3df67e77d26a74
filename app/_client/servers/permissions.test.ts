import assert from "node:assert/strict";
import { test } from "node:test";
import type { MemberServer, Role } from "@/lib/realtime/protocol";
import { grantableRoles, inGroup, may, mustAskForApproval } from "./permissions";

const role = (id: number, position: number, permissions: Role["permissions"] = []) =>
	({ id, name: `Role ${id}`, position, permissions, everyone: position === 0 }) as Role;
const roles = [role(4, 3, ["kick_members"]), role(3, 2), role(2, 1, ["kick_members"]), role(1, 0)];
const server = (part: Partial<MemberServer>) =>
	({ ownerId: 1, roleIds: [], permissions: ["manage_roles"], ...part }) as MemberServer;
const idsFor = (viewerId: number, part: Partial<MemberServer>) =>
	grantableRoles(server(part), viewerId, roles).map(({ id }) => id);

test("without manage_roles no role can be given", () => {
	assert.deepEqual(idsFor(2, { roleIds: [4], permissions: ["kick_members"] }), []);
	assert.deepEqual(idsFor(1, { permissions: [] }), []);
});

test("a member gives roles below their own whose permissions they have", () => {
	assert.deepEqual(idsFor(2, { roleIds: [] }), []);
	assert.deepEqual(idsFor(2, { roleIds: [4] }), [3]);
	assert.deepEqual(idsFor(2, { roleIds: [4], permissions: ["manage_roles", "kick_members"] }), [3, 2]);
});

test("the owner gives every role but @everyone", () => {
	assert.deepEqual(idsFor(1, { permissions: ["manage_roles", "kick_members"] }), [4, 3, 2]);
});

test("in a group count the permissions that are said for it, and otherwise those in the server", () => {
	const server = {
		permissions: ["manage_channels", "manage_roles"] as const,
		groupPermissions: [{ id: 1, permissions: ["view_channel" as const] }],
	};
	const own = { ...server, permissions: [...server.permissions] };
	assert.equal(may(inGroup(own, 1), "manage_channels"), false);
	assert.equal(may(inGroup(own, 2), "manage_channels"), true);
	assert.equal(may(inGroup({}, 2), "manage_channels"), false);
});

test("only a member who approves joins may skip the approval that the server asks for", () => {
	assert.equal(mustAskForApproval(server({ needsApproval: true })), true);
	assert.equal(mustAskForApproval(server({ needsApproval: true, permissions: ["approve_joins"] })), false);
	assert.equal(mustAskForApproval(server({ needsApproval: false })), false);
});
