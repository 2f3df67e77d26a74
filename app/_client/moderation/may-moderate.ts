import type { Permission } from "@/lib/auth/permissions";
import type { ModerationAction, Role, SanctionKind } from "@/lib/realtime/protocol";
import { may, rankOf } from "../servers/permissions";

/** The permission that each sanction needs. */
export const neededPermissions = {
	warn: "timeout_members",
	timeout: "timeout_members",
	kick: "kick_members",
	ban: "ban_members",
} as const satisfies Record<SanctionKind, Permission>;

const kinds = Object.keys(neededPermissions) as SanctionKind[];

type Place = { ownerId: number; roleIds?: readonly number[]; permissions?: readonly Permission[] };
type Subject = {
	id: number;
	/** Null for a user who is no member, undefined until they are known. */
	roleIds: readonly number[] | null | undefined;
};

/** Whether the viewer has the permission that a sanction needs. */
const maySanction = (place: Place, kind: SanctionKind): boolean => may(place, neededPermissions[kind]);

/** Whether the viewer has the permissions that an action needs to be undone. */
export const mayUndo = (place: Place, { kind, removed }: Pick<ModerationAction, "kind" | "removed">): boolean =>
	(kind === "removal" || maySanction(place, kind)) &&
	((kind !== "removal" && removed === 0) || may(place, "manage_messages"));

/** The sanctions that the viewer may impose on a user: all on members below their own rank, a ban on others. */
export function allowedSanctions(
	place: Place,
	viewerId: number | undefined,
	subject: Subject,
	roles: readonly Role[],
): SanctionKind[] {
	if (!ranksAbove(place, viewerId, subject, roles)) return [];
	return kinds.filter((kind) => maySanction(place, kind) && (subject.roleIds !== null || kind === "ban"));
}

/** Whether the viewer may remove the messages of a user, also of one who is no member. */
export const mayRemoveMessages = (
	place: Place,
	viewerId: number | undefined,
	subject: Subject,
	roles: readonly Role[],
): boolean => may(place, "manage_messages") && ranksAbove(place, viewerId, subject, roles);

/** Those who are not members rank below all. */
function ranksAbove(place: Place, viewerId: number | undefined, { id, roleIds }: Subject, roles: readonly Role[]) {
	if (roleIds === undefined || id === viewerId || id === place.ownerId) return false;
	const own = rankOf(place.ownerId === viewerId, place.roleIds ?? [], roles);
	return roleIds === null || rankOf(false, roleIds, roles) < own;
}

/** Whether the viewer may change the nickname of a member: their own, or that of one below their rank. */
export function mayRename(
	place: Place,
	viewerId: number | undefined,
	subject: Subject,
	roles: readonly Role[],
): boolean {
	if (!subject.roleIds) return false;
	if (subject.id === viewerId) return may(place, "change_nickname");
	return may(place, "manage_nicknames") && ranksAbove(place, viewerId, subject, roles);
}
