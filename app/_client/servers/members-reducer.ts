import type { Member, ServerToClient } from "@/lib/realtime/protocol";

export type MemberPage = { members: Member[]; nextCursor: string | null };

/** What a member's new name or status makes of the pages that hold them; pages it does not concern stay the same. */
export function reduceMembers(
	pages: MemberPage[],
	{ user, nickname, status }: Parameters<ServerToClient["member:updated"]>[0],
): MemberPage[] {
	return pages.map((page) =>
		page.members.some((member) => member.user.id === user.id)
			? {
					...page,
					members: page.members.map((member) =>
						member.user.id === user.id ? { ...member, user, nickname, status } : member,
					),
				}
			: page,
	);
}
