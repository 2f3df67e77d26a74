"use client";

import { colourOf, tagOf } from "@/app/_client/servers/member-groups";
import { useMemberRoleIds } from "@/app/_client/servers/use-member-role-ids";
import type { Author } from "@/lib/realtime/protocol";
import { useMentionContext, useServerRoles } from "../conversation/mention-context";
import { PersonName } from "./avatar-palettes";
import { Tag } from "./tag";

type MemberNameProps = { person: Author };

/** A user's current name, in the colour of their highest role with one in the open server. */
export function MemberName({ person }: MemberNameProps) {
	const { serverId } = useMentionContext();
	const roles = useServerRoles();
	// Also loads their current nickname.
	const roleIds = useMemberRoleIds(serverId, person.id) ?? [];
	return <PersonName person={person} colour={colourOf(roleIds, roles)} />;
}

/**
 * The name of a user's highest role that is listed apart. It comes after everything else in its line and only where
 * there is room, so that nothing moves when it appears.
 */
export function RoleTag({ userId }: { userId: number }) {
	const { serverId } = useMentionContext();
	const roles = useServerRoles();
	const role = tagOf(useMemberRoleIds(serverId, userId) ?? [], roles);
	if (!role) return null;
	return (
		// A tag without room wraps into the second line, which is cut off. The gap before this box takes room only here.
		<span className="-ms-2 flex h-[1.125rem] min-w-0 flex-1 basis-0 flex-wrap self-center overflow-hidden content-start before:h-full before:w-0 max-xs:hidden">
			<Tag className="ms-2 max-w-40">{role.name}</Tag>
		</span>
	);
}
