import { loadServer } from "@/lib/auth/access";
import * as channels from "@/lib/channels/channels";
import { byId, created, route } from "@/lib/http/route";

const open = byId("serverId", loadServer, "manage");

export const POST = route({ open, body: channels.NewChannel }, async ({ viewer, open, body }) => {
	const { channel, existed } = await channels.create(viewer, open, body);
	return existed ? { channel } : created({ channel });
});
