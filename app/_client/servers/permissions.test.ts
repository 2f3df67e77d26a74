import assert from "node:assert/strict";
import { test } from "node:test";
import { inGroup, may } from "./permissions";

test("in a group count the permissions that are said for it, and otherwise those in the server", () => {
	const server = {
		permissions: ["manage_channels", "manage_roles"] as const,
		groupPermissions: [{ id: 1, permissions: ["view_channel" as const] }],
	};
	const own = { ...server, permissions: [...server.permissions] };
	assert.equal(may(inGroup(own, 1), "manage_channels"), false);
	assert.equal(may(inGroup(own, 2), "manage_channels"), true);
	assert.equal(may(inGroup({}, 2), "manage_channels"), false);
	// As in a preview of a role with less.
	assert.equal(may(inGroup({ ...own, permissions: ["manage_roles"] }, 1), "view_channel"), false);
});
