import type { ChannelRights, Override } from "../auth/member-permissions";
import {
	factorPermissions,
	frozenPermissions,
	includes,
	type Permission,
	permissionNames,
	readOnlyPermissions,
	writePermissions,
} from "../auth/permissions";
import type { PermissionReason } from "../realtime/protocol";

type RankedRole = { id: number; position: number; permissions: number };
/** A member with their roles, and why they may only read. */
export type ExplainedMember = {
	userId: number;
	isOwner: boolean;
	/** An administrator of the instance has frozen the server. */
	isFrozen: boolean;
	roles: RankedRole[];
	isTimedOut: boolean;
	hasAccepted: boolean;
	/** Has joined during raid mode, in which newcomers may only read. */
	isNewcomer: boolean;
	/** Has no second factor, which the server requires for some permissions. */
	lacksFactor: boolean;
};
/** `from` is where the overrides are set. */
export type ExplainedChannel = ChannelRights & { from: "channel" | "group" };
type Decision = Omit<PermissionReason, "permission">;

/** Why a member has a permission or lacks it: for each the one rule that decided, as memberPermissions() decides. */
export function explain(
	everyone: RankedRole,
	member: ExplainedMember,
	channel: ExplainedChannel | null,
): PermissionReason[] {
	const byRank = member.roles.toSorted((a, b) => b.position - a.position);
	const isAdmin = ({ permissions }: RankedRole) => includes(permissions, "administrator");
	const ofOthers = (name: Permission) => overrideOf(name, member, byRank, channel) ?? ofRoles(name, everyone, byRank);
	const withFactor = (name: Permission): Decision => {
		if (member.isOwner) return { allowed: true, rule: "owner" };
		const admin = [...byRank, everyone].find(isAdmin);
		return admin ? { allowed: true, rule: "administrator", roleId: admin.id } : ofOthers(name);
	};
	const granted = (name: Permission): Decision => {
		const decision = withFactor(name);
		if (!member.lacksFactor || !decision.allowed) return decision;
		if (includes(factorPermissions, name)) return { allowed: false, rule: "second_factor" };
		if (decision.rule !== "administrator") return decision;
		const other = ofOthers(name);
		return other.allowed ? other : { allowed: false, rule: "second_factor" };
	};
	const view = granted("view_channel");
	const decide = (name: Permission): Decision => {
		// In a thread, another permission decides about sending.
		const decision = granted(channel?.isThread && name === "send_messages" ? "send_in_threads" : name);
		if (channel && !view.allowed) return view;
		return restricted(name, decision, member, channel);
	};
	return permissionNames.map((permission) => ({ permission, ...decide(permission) }));
}

function ofRoles(name: Permission, everyone: RankedRole, byRank: RankedRole[]): Decision {
	if (includes(everyone.permissions, name)) return { allowed: true, rule: "everyone", roleId: everyone.id };
	const role = byRank.find(({ permissions }) => includes(permissions, name));
	return role ? { allowed: true, rule: "role", roleId: role.id } : { allowed: false, rule: "default" };
}

/** The override that counts last. Among those of roles an allow wins, and the highest role is named. */
function overrideOf(
	name: Permission,
	{ userId }: ExplainedMember,
	byRank: RankedRole[],
	channel: ExplainedChannel | null,
): Decision | null {
	if (!channel) return null;
	const placeOf = (roleId: number | null) => byRank.findIndex(({ id }) => id === roleId);
	const applies = (one: Override) =>
		one.roleId === null ? one.userId === userId : one.scope === 0 || placeOf(one.roleId) >= 0;
	const applying = channel.overrides
		.filter((one) => applies(one))
		.toSorted((a, b) => placeOf(a.roleId) - placeOf(b.roleId));
	for (const scope of [2, 1, 0])
		for (const kind of ["allow", "deny"] as const) {
			const found = applying.find((one) => one.scope === scope && includes(one[kind], name));
			if (!found) continue;
			const roleId = found.roleId === null ? {} : { roleId: found.roleId };
			return { allowed: kind === "allow", rule: "override", ...roleId, from: channel.from };
		}
	return null;
}

/** What the state of the member or of the channel takes away. */
function restricted(
	name: Permission,
	decision: Decision,
	{ isOwner, isFrozen, isTimedOut, hasAccepted, isNewcomer }: ExplainedMember,
	channel: ExplainedChannel | null,
): Decision {
	if (!decision.allowed) return decision;
	const isWriting = !includes(readOnlyPermissions, name);
	if (isFrozen && !includes(frozenPermissions, name)) return { allowed: false, rule: "frozen" };
	const isOnlyRead = isWriting && !isOwner;
	if (isOnlyRead && isTimedOut) return { allowed: false, rule: "timed_out" };
	if (isOnlyRead && !hasAccepted) return { allowed: false, rule: "rules" };
	if (isOnlyRead && isNewcomer) return { allowed: false, rule: "raid_mode" };
	if (channel?.isArchived && includes(writePermissions, name)) return { allowed: false, rule: "archived" };
	return decision;
}
