import type { Member, ServerToClient } from "@/lib/realtime/protocol";

export type MemberPage = { members: Member[]; nextCursor: string | null };

/** Applies a member's new name, status or roles to the pages that contain them; other pages stay the same objects. */
export const reduceMembers = (
	pages: MemberPage[],
	{ user, nickname, status, roleIds: roles }: Parameters<ServerToClient["member:updated"]>[0],
): MemberPage[] => changeMembers(pages, new Map([[user.id, { user, nickname, status, roles }]]));

/** Applies a change of many members' roles in the same way. */
export const reduceMemberRoles = (
	pages: MemberPage[],
	{ members }: Parameters<ServerToClient["members:updated"]>[0],
): MemberPage[] => changeMembers(pages, new Map(members.map(({ userId, roleIds: roles }) => [userId, { roles }])));

function changeMembers(pages: MemberPage[], changes: ReadonlyMap<number, Partial<Member>>): MemberPage[] {
	return pages.map((page) =>
		page.members.some(({ user }) => changes.has(user.id))
			? {
					...page,
					members: page.members.map((member) => {
						const change = changes.get(member.user.id);
						return change ? { ...member, ...change } : member;
					}),
				}
			: page,
	);
}
