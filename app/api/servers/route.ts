import { AppError } from "@/lib/errors";
import { created, revised, route } from "@/lib/http/route";
import * as ownServers from "@/lib/servers/own-servers";
import { ownServersRevision } from "@/lib/servers/own-servers-revision";
import * as servers from "@/lib/servers/servers";

export const GET = route(
	{ signedIn: false, query: servers.ServersQuery },
	async ({ viewer, query: { mine, ...search } }) => {
		if (!mine) return servers.find(viewer, search);
		if (!viewer) throw new AppError("unauthenticated", "Sign in to see your servers.");
		return revised(await ownServersRevision(viewer), () => ownServers.mine(viewer));
	},
);
export const POST = route({ body: servers.NewServer }, async ({ viewer, body }) => {
	const { server, existed } = await servers.create(viewer, body);
	return existed ? { server } : created({ server });
});
