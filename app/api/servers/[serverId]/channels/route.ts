import { loadServer } from "@/lib/auth/access";
import * as channels from "@/lib/channels/channels";
import { byId } from "@/lib/http/load-by-id";
import { created, route } from "@/lib/http/route";

const load = byId("serverId", loadServer, "manage_channels");

export const POST = route({ load, body: channels.NewChannel }, async ({ viewer, loaded, body }) => {
	const { channel, existed } = await channels.create(viewer, loaded, body);
	return existed ? { channel } : created({ channel });
});
