import { byMessage } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";
import * as messages from "@/lib/messages";

export const GET = route({ load: byMessage("view"), query: messages.VotersQuery }, ({ loaded, query }) =>
	messages.voters(loaded, query),
);
export const PUT = route({ load: byMessage("react"), body: messages.Votes }, ({ viewer, loaded, body }) =>
	messages.vote(viewer, loaded, body),
);
