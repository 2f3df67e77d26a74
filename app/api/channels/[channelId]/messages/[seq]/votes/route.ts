import { byMessage, route } from "@/lib/http/route";
import * as messages from "@/lib/messages";

const open = byMessage("react");

export const GET = route({ open, query: messages.VotersQuery }, ({ open, query }) => messages.voters(open, query));
export const PUT = route({ open, body: messages.Votes }, ({ viewer, open, body }) => messages.vote(viewer, open, body));
