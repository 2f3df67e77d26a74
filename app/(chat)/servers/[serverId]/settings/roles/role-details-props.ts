import type { Role, Server } from "@/lib/realtime/protocol";

export type RoleDetailsProps = {
	server: Server;
	role: Role;
	/** The viewer's own rank: only roles below it can be changed. */
	rank: number;
	onChanged: () => Promise<unknown>;
	onDeleted: () => void;
};
