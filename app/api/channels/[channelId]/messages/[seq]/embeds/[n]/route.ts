import { byMessage, route } from "@/lib/http/route";
import * as previews from "@/lib/link-previews/queue";

export const DELETE = route({ open: byMessage("manage") }, ({ viewer, open, params }) =>
	previews.remove(viewer, open, previews.embedFrom(params.n)),
);
