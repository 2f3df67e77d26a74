import {
	allPermissions,
	factorPermissions,
	frozenPermissions,
	readOnlyPermissions,
	toBits,
	writePermissions,
} from "./permissions";

/**
 * `isReadOnly`: timed out, without having accepted the rules, or a newcomer in raid mode. `lacksFactor`: has no second
 * factor, which the server requires for some permissions.
 */
export type MemberRights = {
	userId: number;
	roleIds: readonly number[];
	roleBits: number;
	isReadOnly: boolean;
	lacksFactor: boolean;
};
/** `isFrozen`: nobody has more than the permissions to read, also the cases and the audit log. */
export type ServerRights = { ownerId: number; everyoneBits: number; isFrozen?: boolean };
/** `scope` is the order in which overrides count: 0 for @everyone, 1 for another role, 2 for a user. */
export type Override = {
	scope: number;
	roleId: number | null;
	userId: number | null;
	allow: number;
	deny: number;
};
/** `overrides` are the ones that apply: the channel's own or its group's, and those of a thread's channel. */
export type ChannelRights = { isThread: boolean; isArchived: boolean; overrides: readonly Override[] };

const administrator = toBits(["administrator"]);
const view = toBits(["view_channel"]);
const send = toBits(["send_messages"]);
const sendInThreads = toBits(["send_in_threads"]);

/**
 * The permissions of a member, as bits: in their server as a whole, or in a channel of it. Nobody has any without a
 * membership, nor in a channel that they may not view. It is the same rule as server_bits() and channel_bits() in the
 * database, which a test holds equal.
 */
export function memberPermissions(
	server: ServerRights,
	member: MemberRights | null | undefined,
	channel?: ChannelRights,
): number {
	if (!member) return 0;
	const isOwner = member.userId === server.ownerId;
	const possible = member.lacksFactor ? allPermissions & ~factorPermissions : allPermissions;
	let bits = (BigInt(server.everyoneBits) | BigInt(member.roleBits)) & possible;
	if (isOwner || bits & administrator) bits = allPermissions;
	else if (channel) bits = overridden(bits, member, channel.overrides);
	if (channel && !(bits & view)) return 0;
	if (!isOwner && member.isReadOnly) bits &= readOnlyPermissions;
	if (server.isFrozen) bits &= frozenPermissions;
	if (channel?.isThread) bits = bits & sendInThreads ? bits | send : bits & ~send;
	if (channel?.isArchived) bits &= ~writePermissions;
	return Number(bits & possible);
}

/** Within a scope all denies count before all allows, so that the order of roles does not matter. */
function overridden(base: bigint, { userId, roleIds }: MemberRights, overrides: readonly Override[]): bigint {
	let bits = base;
	for (const scope of [0, 1, 2]) {
		let [allow, deny] = [0n, 0n];
		for (const one of overrides) {
			const applies = one.roleId === null ? one.userId === userId : scope === 0 || roleIds.includes(one.roleId);
			if (one.scope !== scope || !applies) continue;
			allow |= BigInt(one.allow);
			deny |= BigInt(one.deny);
		}
		bits = (bits & ~deny) | allow;
	}
	return bits;
}
