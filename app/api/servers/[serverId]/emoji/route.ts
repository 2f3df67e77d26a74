import { loadServer } from "@/lib/auth/access";
import { create, emojiForm, list } from "@/lib/emoji/emoji";
import { byId } from "@/lib/http/load-by-id";
import { created, fileRoute, revised, route } from "@/lib/http/route";

export const GET = route({ load: byId("serverId", loadServer, "member") }, async ({ loaded }) => {
	const { revision, body } = await list(loaded);
	return revised(revision, async () => body);
});
export const POST = fileRoute(
	{ limit: "uploads", load: byId("serverId", loadServer, "manage_emoji"), form: emojiForm },
	async ({ viewer, open, file }) => created(await create(viewer, open, file)),
);
