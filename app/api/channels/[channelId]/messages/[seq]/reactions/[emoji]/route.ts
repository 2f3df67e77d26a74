import { byMessage } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";
import * as messages from "@/lib/messages";

export const GET = route({ load: byMessage("view"), query: messages.PeopleQuery }, ({ loaded, params, query }) =>
	messages.reactors(loaded, messages.emojiFrom(params.emoji), query),
);
export const PUT = route({ load: byMessage("react") }, ({ viewer, loaded, params }) =>
	messages.react(viewer, loaded, messages.emojiFrom(params.emoji), true),
);
export const DELETE = route({ load: byMessage("react") }, ({ viewer, loaded, params }) =>
	messages.react(viewer, loaded, messages.emojiFrom(params.emoji), false),
);
