import type { Permission } from "@/lib/auth/permissions";

/** The permissions that the settings show, in groups. The API knows more: those of features that are yet to come. */
export const permissionGroups = [
	{ name: "read", permissions: ["view_channel", "read_history"] },
	{
		name: "talk",
		permissions: [
			"send_messages",
			"send_in_threads",
			"create_threads",
			"attach_files",
			"embed_links",
			"add_reactions",
			"create_polls",
			"mention_everyone",
			"bypass_slow_mode",
		],
	},
	{
		name: "order",
		permissions: [
			"manage_messages",
			"pin_messages",
			"timeout_members",
			"kick_members",
			"ban_members",
			"handle_reports",
			"manage_automod",
			"view_audit_log",
		],
	},
	{
		name: "people",
		permissions: ["create_invites", "approve_joins", "change_nickname", "manage_nicknames", "manage_roles"],
	},
	{ name: "place", permissions: ["manage_channels", "manage_emoji", "manage_server", "administrator"] },
] as const satisfies { name: string; permissions: readonly Permission[] }[];

type Group = (typeof permissionGroups)[number];
export type ListedPermission = Group["permissions"][number];

const serverWide: ReadonlySet<string> = new Set([
	"timeout_members",
	"kick_members",
	"ban_members",
	"manage_automod",
	"view_audit_log",
	"create_invites",
	"approve_joins",
	"change_nickname",
	"manage_nicknames",
	"manage_emoji",
	"manage_server",
	"administrator",
]);

/** The permissions that a channel can allow and deny by itself, in the same groups. */
export const channelPermissionGroups: { name: Group["name"]; permissions: ListedPermission[] }[] = permissionGroups
	.map(({ name, permissions }) => ({ name, permissions: permissions.filter((one) => !serverWide.has(one)) }))
	.filter(({ permissions }) => permissions.length > 0);
