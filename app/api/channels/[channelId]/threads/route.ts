import { byChannel, route } from "@/lib/http/route";
import * as threads from "@/lib/threads";

export const GET = route({ gate: byChannel, query: threads.ThreadsQuery }, ({ viewer, open, query }) =>
	threads.list(viewer, open, query),
);
