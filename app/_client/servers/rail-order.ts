import type { MemberServer, RailFolder, RailItem } from "@/lib/realtime/protocol";

/** The servers in the order of the user's rail; those that it does not name come last, as they came. */
export function inRailOrder(servers: MemberServer[], rail: RailItem[] | undefined): MemberServer[] {
	if (!rail) return servers;
	const ids = rail.flatMap((item) => (typeof item === "number" ? item : item.serverIds));
	const places = new Map(ids.map((id, place) => [id, place]));
	const placeOf = ({ id }: MemberServer) => places.get(id) ?? ids.length;
	return servers.toSorted((a, b) => placeOf(a) - placeOf(b));
}

type RailRow = { folder: RailFolder | null; servers: MemberServer[] };

/** The rows of the rail: a server, or a folder with those that are in it. */
export function railRows(servers: MemberServer[], rail: RailItem[] | undefined): RailRow[] {
	const folders = rail?.filter((item) => typeof item !== "number") ?? [];
	const rows: RailRow[] = [];
	for (const server of servers) {
		const folder = folders.find(({ serverIds }) => serverIds.includes(server.id)) ?? null;
		const last = rows.at(-1);
		if (folder && last?.folder === folder) last.servers.push(server);
		else rows.push({ folder, servers: [server] });
	}
	return rows;
}
