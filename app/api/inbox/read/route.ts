import * as reads from "@/lib/channels/read-markers";
import { route } from "@/lib/http/route";

export const PUT = route({ body: reads.Marks }, ({ viewer, body: { marks } }) =>
	marks ? reads.restore(viewer, marks) : reads.markAll(viewer),
);
