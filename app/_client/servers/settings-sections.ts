import type { Permission } from "@/lib/auth/permissions";
import { may } from "./permissions";

/** The sections of a server's settings, and what each needs. The owner has every permission. */
export const settingsSections = {
	"": "manage_server",
	"/roles": "manage_roles",
	"/channels": "manage_channels",
	"/people": "manage_server",
	"/invites": "manage_server",
	"/requests": "approve_joins",
	"/rules": "manage_server",
	"/joining": "manage_server",
} as const satisfies Record<string, Permission>;

export type SettingsSection = keyof typeof settingsSections;

/** The sections that the viewer may open, in order. */
export const openSections = (server: { permissions?: readonly Permission[] }): SettingsSection[] =>
	(Object.keys(settingsSections) as SettingsSection[]).filter((section) => may(server, settingsSections[section]));
