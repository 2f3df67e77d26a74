import { byChannel, route } from "@/lib/http/route";
import * as threads from "@/lib/threads";

export const GET = route({ gate: byChannel }, ({ viewer, open }) => threads.isFollowing(viewer, open));
export const PUT = route({ gate: byChannel }, ({ viewer, open }) => threads.follow(viewer, open, true));
export const DELETE = route({ gate: byChannel }, ({ viewer, open }) => threads.follow(viewer, open, false));
