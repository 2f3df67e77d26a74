import { route } from "@/lib/http";
import * as reads from "@/lib/reads";

export const PUT = route({ body: reads.Marks }, ({ viewer, body: { marks } }) =>
	marks ? reads.restore(viewer, marks) : reads.markAll(viewer),
);
