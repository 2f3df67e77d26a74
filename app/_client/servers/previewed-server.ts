import type { MemberServer, PermissionPreview, Role } from "@/lib/realtime/protocol";
import { type RolePreview, setRolePreview } from "./role-preview";

export const rolePreviewPath = (serverId: number, roleId: number) =>
	`/api/servers/${serverId}/preview?roleId=${roleId}`;

/** No user has this id: while the owner previews a role, they are not the owner. */
const nobody = 0;

/** The viewer's server as a member with this role only would see it. Channels that are not in `seen` are hidden. */
export function previewedServer(
	server: MemberServer,
	viewerId: number,
	role: Pick<Role, "id" | "everyone">,
	seen: PermissionPreview,
): MemberServer {
	const permissionsIn = new Map(seen.channels.map(({ id, permissions }) => [id, permissions]));
	const { openCaseCount = 0, pendingRequestCount = 0, ...rest } = server;
	return {
		...rest,
		// A member with this role may handle only some of them: their number is not known.
		...(seen.permissions.includes("handle_reports") && { openCaseCount }),
		...(seen.permissions.includes("approve_joins") && { pendingRequestCount }),
		ownerId: server.ownerId === viewerId ? nobody : server.ownerId,
		permissions: seen.permissions,
		groupPermissions: seen.groupPermissions,
		roleIds: role.everyone ? [] : [role.id],
		rulesAccepted: true,
		withheldPermissions: [],
		channels: server.channels.flatMap((channel) => {
			const permissions = permissionsIn.get(channel.id);
			return permissions ? [{ ...channel, permissions }] : [];
		}),
		threads: server.threads.filter(({ parentId }) => permissionsIn.has(parentId)),
	};
}

type Start = Pick<RolePreview, "serverId" | "role" | "seen"> & { viewerId: number };

/** Begins a preview, or continues it with what the server answers now. */
export function startRolePreview({ serverId, role, seen, viewerId }: Start): void {
	let last: { servers: MemberServer[]; shown: MemberServer[] } | null = null;
	// Everything that is shown depends on it, so it keeps its identity.
	const show = (servers: MemberServer[]) => {
		if (last?.servers !== servers) {
			const one = (server: MemberServer) =>
				server.id === serverId ? previewedServer(server, viewerId, role, seen) : server;
			last = { servers, shown: servers.map(one) };
		}
		return last.shown;
	};
	const readable = new Set(
		seen.channels.flatMap(({ id, permissions }) => (permissions.includes("read_history") ? id : [])),
	);
	setRolePreview({ serverId, role, seen, show, reads: (channelId) => readable.has(channelId) });
}
