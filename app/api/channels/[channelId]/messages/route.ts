import { openChannel } from "@/lib/access";
import { byId, created, route } from "@/lib/http";
import * as messages from "@/lib/messages";

const open = byId("channelId", openChannel);

export const GET = route({ open, query: messages.PageQuery }, ({ viewer, open, query }) =>
	messages.page(viewer, open, query),
);
export const POST = route({ open, limit: "messages", body: messages.Draft }, async ({ viewer, open, body }) => {
	const { message, existed } = await messages.send(viewer, open.id, body);
	return existed ? { message } : created({ message });
});
