import * as drafts from "@/lib/channels/drafts";
import { byChannel, route } from "@/lib/http/route";

export const PUT = route({ gate: byChannel, body: drafts.NewDraft }, ({ viewer, open, body }) =>
	drafts.save(viewer, open, body),
);
