import { byMessage } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";
import * as messages from "@/lib/messages";

export const GET = route({ load: byMessage("view"), query: messages.PeopleQuery }, async ({ loaded, params, query }) =>
	messages.reactors(loaded, await messages.emojiFrom(loaded, params.emoji), query),
);
export const PUT = route({ load: byMessage("react") }, async ({ viewer, loaded, params }) =>
	messages.react(viewer, loaded, await messages.emojiFrom(loaded, params.emoji), true),
);
export const DELETE = route({ load: byMessage("react") }, async ({ viewer, loaded, params }) =>
	messages.react(viewer, loaded, await messages.emojiFrom(loaded, params.emoji), false),
);
