import { byMessage } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";
import * as previews from "@/lib/link-previews/queue";

export const DELETE = route({ load: byMessage("manage") }, ({ viewer, loaded, params }) =>
	previews.remove(viewer, loaded, previews.embedFrom(params.n)),
);
