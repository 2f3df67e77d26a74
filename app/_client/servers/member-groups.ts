import type { Member, Role, RoleColour } from "@/lib/realtime/protocol";

/** The members under their highest role that is listed apart, and those without one. `roles` are highest first. */
export function groupByRole(
	members: readonly Member[],
	roles: readonly Role[],
): { hoisted: { role: Role; members: Member[] }[]; others: Member[] } {
	const groups = roles
		.filter(({ hoist, everyone }) => hoist && !everyone)
		.map((role) => ({ role, members: [] as Member[] }));
	const others: Member[] = [];
	for (const member of members)
		(groups.find(({ role }) => member.roles.includes(role.id))?.members ?? others).push(member);
	return { hoisted: groups.filter((group) => group.members.length > 0), others };
}

/** The colour of the highest of these roles that has one. */
export const colourOf = (roleIds: readonly number[], roles: readonly Role[]): RoleColour | null =>
	roles.find(({ id, colour }) => colour !== null && roleIds.includes(id))?.colour ?? null;

/** The highest of these roles that is listed apart: the tag beside a member's name. `roles` are highest first. */
export const tagOf = (roleIds: readonly number[], roles: readonly Role[]): Role | null =>
	roles.find(({ id, hoist, everyone }) => hoist && !everyone && roleIds.includes(id)) ?? null;
