import { byChannel } from "@/lib/http/load-by-id";
import { created, route } from "@/lib/http/route";
import * as messages from "@/lib/messages";

export const GET = route({ loadWithSession: byChannel, query: messages.PageQuery }, ({ viewer, loaded, query }) =>
	messages.pageJson(viewer, loaded, query),
);
export const POST = route(
	{ loadWithSession: byChannel, limit: "messages", body: messages.MessageInput },
	async ({ viewer, loaded, body }) => {
		const { message, existed } = await messages.send(viewer, loaded.id, body);
		return existed ? { message } : created({ message });
	},
);
