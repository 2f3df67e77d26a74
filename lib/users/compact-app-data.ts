import type { Permission } from "../auth/permissions";
import type { MemberChannel, MemberServer } from "../realtime/protocol";
import type { AppData } from "./app-data";

type CompactChannel = Omit<MemberChannel, "permissions"> & { permissions?: Permission[] };
export type CompactServer = Omit<MemberServer, "channels"> & { channels: CompactChannel[] };

/** The data of the app shell in which a channel has `permissions` only where they differ from its server's. */
export type CompactAppData = Omit<AppData, "mine"> & { mine: { servers: CompactServer[] } };

export function compactAppData({ account, mine }: AppData): CompactAppData {
	return { account, mine: { servers: mine.servers.map(compactServer) } };
}

function compactServer(server: MemberServer): CompactServer {
	const channels = server.channels.map(
		(channel): CompactChannel =>
			isSame(channel.permissions, server.permissions) ? withoutPermissions(channel) : channel,
	);
	return { ...server, channels };
}

const withoutPermissions = ({ permissions: _, ...channel }: MemberChannel): CompactChannel => channel;
const isSame = (a: Permission[], b: Permission[]) => a.length === b.length && a.every((name, n) => name === b[n]);
