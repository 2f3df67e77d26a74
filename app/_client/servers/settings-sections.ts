import type { Permission } from "@/lib/auth/permissions";
import { may } from "./permissions";

/** The sections of a server's settings, and the permissions of which each needs one. The owner has every permission. */
export const settingsSections = {
	/** Only for members who lack permissions without a second factor. */
	"/second-factor": [],
	"": ["manage_server"],
	"/roles": ["manage_roles"],
	"/channels": ["manage_channels"],
	"/emoji": ["manage_emoji"],
	"/people": ["manage_server", "timeout_members", "kick_members", "ban_members"],
	"/invites": ["manage_server", "create_invites"],
	"/requests": ["approve_joins"],
	"/reports": ["handle_reports"],
	"/bans": ["ban_members"],
	"/automod": ["manage_automod"],
	"/audit-log": ["view_audit_log"],
	"/rules": ["manage_server"],
	"/joining": ["manage_server"],
} as const satisfies Record<string, readonly Permission[]>;

type Place = { permissions?: readonly Permission[]; withheldPermissions?: readonly Permission[] };
export type SettingsSection = keyof typeof settingsSections;

export const mayOpenSection = (server: Place, section: SettingsSection): boolean =>
	section === "/second-factor"
		? Boolean(server.withheldPermissions?.length)
		: settingsSections[section].some((permission) => may(server, permission));

/** The sections that the viewer may open, in order. */
export const openSections = (server: Place): SettingsSection[] =>
	(Object.keys(settingsSections) as SettingsSection[]).filter((section) => mayOpenSection(server, section));
