import { byId, route } from "@/lib/http/route";
import * as blocks from "@/lib/users/blocks";

const open = byId("userId", blocks.openById);

export const PUT = route({ open }, ({ viewer, open }) => blocks.block(viewer, open));
export const DELETE = route({ open }, ({ viewer, open }) => blocks.unblock(viewer, open));
