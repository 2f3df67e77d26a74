import * as attachments from "@/lib/attachments";
import { loadChannel } from "@/lib/auth/access";
import { byId, created, fileRoute } from "@/lib/http/route";

export const POST = fileRoute(
	{ limit: "uploads", open: byId("channelId", loadChannel) },
	async ({ viewer, open, file }) => created(await attachments.upload(viewer, open, file)),
);
