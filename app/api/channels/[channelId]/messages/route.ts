import { byChannel, created, Json, route } from "@/lib/http/route";
import * as messages from "@/lib/messages";

export const GET = route({ gate: byChannel, query: messages.PageQuery }, async ({ viewer, open, query }) => {
	return new Json(await messages.pageText(viewer, open, query));
});
export const POST = route(
	{ gate: byChannel, limit: "messages", body: messages.Draft },
	async ({ viewer, open, body }) => {
		const { message, existed } = await messages.send(viewer, open.id, body);
		return existed ? { message } : created({ message });
	},
);
