/**
 * The permissions of a member. In the API and in this code a permission is a name; in the database a set of them is a
 * bigint, in which the place of a name in this list is its bit. So a name is never moved or removed, and its place is
 * never used again. Unknown names and bits permit nothing.
 */
export const permissionNames = [
	"view_channel",
	"read_history",
	"send_messages",
	"send_in_threads",
	"create_threads",
	"attach_files",
	"embed_links",
	"add_reactions",
	"create_polls",
	"mention_everyone",
	"bypass_slow_mode",
	"manage_messages",
	"pin_messages",
	"manage_threads",
	"timeout_members",
	"kick_members",
	"ban_members",
	"handle_reports",
	"manage_automod",
	"view_audit_log",
	"create_invites",
	"approve_joins",
	"change_nickname",
	"manage_nicknames",
	"manage_roles",
	"manage_channels",
	"manage_server",
	"manage_emoji",
	"manage_webhooks",
	"view_insights",
	"administrator",
	"connect",
	"speak",
	"share_video",
	"mute_members",
	"move_members",
] as const;

export type Permission = (typeof permissionNames)[number];

const bits = new Map<string, bigint>(permissionNames.map((name, place) => [name, 1n << BigInt(place)]));

/** The bits of permissions, for the database. */
export const toBits = (names: Iterable<Permission>): bigint =>
	[...names].reduce((sum, name) => sum | (bits.get(name) ?? 0n), 0n);

/** The permissions of these bits, in the order of the list; unknown bits are left out. */
export function toNames(from: bigint | number): Permission[] {
	const known = Number(BigInt(from) & allPermissions);
	let names = namesOf.get(known);
	if (!names) {
		names = permissionNames.filter((_, place) => (known / 2 ** place) & 1);
		if (namesOf.size < maxRemembered) namesOf.set(known, names);
	}
	return [...names];
}

/** A list of channels asks for the same few sets again and again. */
const namesOf = new Map<number, Permission[]>();
const maxRemembered = 1000;

/** Whether these bits include all of these permissions. */
export const includes = (from: bigint | number, ...names: Permission[]): boolean => {
	const wanted = toBits(names);
	return wanted !== 0n && (BigInt(from) & wanted) === wanted;
};

/** The permissions of `wanted` that are not in `held`. */
export const missingFrom = (held: bigint | number, wanted: bigint | number): Permission[] =>
	toNames(BigInt(wanted) & ~BigInt(held));

export const allPermissions = toBits(permissionNames);

/** What @everyone may do in a new server. */
export const everyoneDefaults = toBits([
	"view_channel",
	"read_history",
	"send_messages",
	"send_in_threads",
	"create_threads",
	"attach_files",
	"embed_links",
	"add_reactions",
	"create_polls",
	"pin_messages",
	"change_nickname",
	"connect",
	"speak",
	"share_video",
]);

/** What a member may still do who is timed out, or has not accepted the rules. */
export const readOnlyPermissions = toBits(["view_channel", "read_history"]);

/** What a member may still do in a frozen server. Its moderators read its cases and its audit log; they decide nothing. */
export const frozenPermissions = readOnlyPermissions | toBits(["handle_reports", "view_audit_log"]);

/**
 * The permissions that need a second factor where the server requires one: everything by which the holder of a
 * stolen session harms other members or the server itself, and that is not only about single messages.
 */
export const factorPermissions = toBits([
	"timeout_members",
	"kick_members",
	"ban_members",
	"handle_reports",
	"manage_automod",
	"view_audit_log",
	"approve_joins",
	"manage_nicknames",
	"manage_roles",
	"manage_channels",
	"manage_server",
	"manage_emoji",
	"manage_webhooks",
	"administrator",
	"mute_members",
	"move_members",
]);

/** What nobody may do in an archived channel. */
export const writePermissions = toBits([
	"send_messages",
	"send_in_threads",
	"create_threads",
	"attach_files",
	"embed_links",
	"add_reactions",
	"create_polls",
	"mention_everyone",
	"manage_messages",
	"pin_messages",
	"manage_threads",
	"connect",
	"speak",
	"share_video",
]);
