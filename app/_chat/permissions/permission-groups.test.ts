import assert from "node:assert/strict";
import { test } from "node:test";
import { neededPermissions } from "@/app/_client/moderation/may-moderate";
import { settingsSections } from "@/app/_client/servers/settings-sections";
import { channelPermissionGroups, permissionGroups } from "./permission-groups";

const listed = permissionGroups.flatMap(({ permissions }): string[] => [...permissions]);

test("a role can be given every permission that opens a section of the settings or imposes a sanction", () => {
	for (const permission of [...Object.values(settingsSections).flat(), ...Object.values(neededPermissions)])
		assert.ok(listed.includes(permission), permission);
});

test("a channel changes no permission that is decided for the whole server", () => {
	const inChannels = channelPermissionGroups.flatMap(({ permissions }): string[] => permissions);
	for (const permission of [...Object.values(neededPermissions), "view_audit_log", "approve_joins", "manage_emoji"])
		assert.ok(!inChannels.includes(permission), permission);
});
