import * as reads from "@/lib/channels/read-markers";
import { route } from "@/lib/http/route";

export const PUT = route({ body: reads.ReadMarkers }, ({ viewer, body: { marks } }) =>
	marks ? reads.restoreMarkers(viewer, marks) : reads.markAllRead(viewer),
);
