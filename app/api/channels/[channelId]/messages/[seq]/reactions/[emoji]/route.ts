import { byMessage, route } from "@/lib/http";
import * as messages from "@/lib/messages";

export const PUT = route({ open: byMessage("react") }, ({ viewer, open, params }) =>
	messages.react(viewer, open, messages.emojiFrom(params.emoji), true),
);
export const DELETE = route({ open: byMessage("react") }, ({ viewer, open, params }) =>
	messages.react(viewer, open, messages.emojiFrom(params.emoji), false),
);
