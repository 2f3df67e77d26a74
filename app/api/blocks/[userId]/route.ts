import { byId } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";
import * as blocks from "@/lib/users/blocks";

const load = byId("userId", blocks.openById);

export const PUT = route({ load }, ({ viewer, loaded }) => blocks.block(viewer, loaded));
export const DELETE = route({ load }, ({ viewer, loaded }) => blocks.unblock(viewer, loaded));
