import type { Member, ServerToClient } from "@/lib/realtime/protocol";

export type MemberPage = { members: Member[]; nextCursor: string | null };

/** Applies a member's new name or status to the pages that contain them; other pages stay the same objects. */
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
