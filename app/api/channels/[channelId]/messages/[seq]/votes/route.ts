import { byMessage } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";
import * as messages from "@/lib/messages";

const load = byMessage("react");

export const GET = route({ load, query: messages.VotersQuery }, ({ loaded, query }) => messages.voters(loaded, query));
export const PUT = route({ load, body: messages.Votes }, ({ viewer, loaded, body }) =>
	messages.vote(viewer, loaded, body),
);
