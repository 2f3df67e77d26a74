import { byChannel } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";
import * as threads from "@/lib/threads/threads";

export const GET = route({ loadWithSession: byChannel, query: threads.ThreadsQuery }, ({ viewer, loaded, query }) =>
	threads.list(viewer, loaded, query),
);
