import { byMessage, route } from "@/lib/http/route";
import * as previews from "@/lib/previews";

export const DELETE = route({ open: byMessage("manage") }, ({ viewer, open, params }) =>
	previews.remove(viewer, open, previews.embedFrom(params.n)),
);
