import { byMessage, route } from "@/lib/http/route";
import * as messages from "@/lib/messages";

export const GET = route({ open: byMessage("react"), query: messages.PeopleQuery }, ({ open, params, query }) =>
	messages.reactors(open, messages.emojiFrom(params.emoji), query),
);
export const PUT = route({ open: byMessage("react") }, ({ viewer, open, params }) =>
	messages.react(viewer, open, messages.emojiFrom(params.emoji), true),
);
export const DELETE = route({ open: byMessage("react") }, ({ viewer, open, params }) =>
	messages.react(viewer, open, messages.emojiFrom(params.emoji), false),
);
