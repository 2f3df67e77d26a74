import * as drafts from "@/lib/channels/drafts";
import { byChannel } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";

export const PUT = route({ loadWithSession: byChannel, body: drafts.NewDraft }, ({ viewer, loaded, body }) =>
	drafts.save(viewer, loaded, body),
);
