import assert from "node:assert/strict";
import { test } from "node:test";
import { openSections, settingsSections } from "./settings-sections";

test("a member without a permission of the settings opens none of them, nor does an outsider", () => {
	assert.deepEqual(openSections({ permissions: ["view_channel", "send_messages"] }), []);
	assert.deepEqual(openSections({}), []);
});

test("a member opens the sections that their permissions are about, and the owner all", () => {
	assert.deepEqual(openSections({ permissions: ["manage_roles"] }), ["/roles"]);
	assert.deepEqual(openSections({ permissions: ["manage_channels", "manage_roles"] }), ["/roles", "/channels"]);
	assert.deepEqual(openSections({ permissions: ["create_invites"] }), ["/invites"]);
	assert.deepEqual(openSections({ permissions: ["ban_members"] }), ["/people", "/bans"]);
	assert.deepEqual(openSections({ permissions: ["kick_members"] }), ["/people"]);
	assert.deepEqual(openSections({ permissions: ["timeout_members"] }), ["/people"]);
	assert.deepEqual(openSections({ permissions: ["manage_emoji"] }), ["/emoji"]);
	const own = ["manage_server", "manage_channels", "manage_roles", "approve_joins"] as const;
	const rest = ["manage_emoji", "handle_reports", "ban_members", "manage_automod", "view_audit_log"] as const;
	const owner = { permissions: [...own, ...rest] as const };
	const all = Object.keys(settingsSections).filter((section) => section !== "/second-factor");
	assert.deepEqual(openSections(owner), all);
});

test("a member who lacks permissions without a second factor opens the section that lists them", () => {
	assert.deepEqual(openSections({ permissions: [], withheldPermissions: ["manage_roles"] }), ["/second-factor"]);
	assert.deepEqual(openSections({ permissions: ["create_invites"], withheldPermissions: [] }), ["/invites"]);
});
