"use client";

import useSWR from "swr";
import type { Member } from "@/lib/realtime/protocol";
import { useRoles } from "../servers/use-roles";
import { useMemberServer } from "../servers/use-servers";

/** Whether a member would decide reports of the server, by their roles or as its owner; false until it is known. */
export function useHandlesReports(serverId: number, userId: number): boolean {
	const { roles } = useRoles(serverId);
	const isOwner = useMemberServer(serverId)?.ownerId === userId;
	const { data } = useSWR<{ members: Member[] }>(isOwner ? null : `/api/servers/${serverId}/members?userIds=${userId}`);
	const held = data?.members.find(({ user }) => user.id === userId)?.roles;
	const handles = roles.some(
		({ id, everyone, permissions }) =>
			(everyone || held?.includes(id)) &&
			(permissions.includes("handle_reports") || permissions.includes("administrator")),
	);
	return isOwner || (held !== undefined && handles);
}
