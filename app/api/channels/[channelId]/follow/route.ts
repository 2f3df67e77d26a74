import { byChannel } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";
import * as threads from "@/lib/threads/threads";

export const GET = route({ loadWithSession: byChannel }, ({ viewer, loaded }) => threads.isFollowing(viewer, loaded));
export const PUT = route({ loadWithSession: byChannel }, ({ viewer, loaded }) => threads.follow(viewer, loaded, true));
export const DELETE = route({ loadWithSession: byChannel }, ({ viewer, loaded }) =>
	threads.follow(viewer, loaded, false),
);
