import * as attachments from "@/lib/attachments";
import { loadChannel } from "@/lib/auth/access";
import { byId } from "@/lib/http/load-by-id";
import { created, fileRoute } from "@/lib/http/route";

export const POST = fileRoute(
	{ limit: "uploads", load: byId("channelId", loadChannel, "attach_files") },
	async ({ viewer, open: loaded, file }) => created(await attachments.upload(viewer, loaded, file)),
);
