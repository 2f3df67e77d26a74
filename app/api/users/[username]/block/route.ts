import type { Viewer } from "@/lib/auth/viewer";
import { type Params, route } from "@/lib/http/route";
import * as blocks from "@/lib/users/blocks";

const open = (viewer: Viewer, { username = "" }: Params) => blocks.open(viewer, username);

export const PUT = route({ open }, ({ viewer, open }) => blocks.block(viewer, open));
export const DELETE = route({ open }, ({ viewer, open }) => blocks.unblock(viewer, open));
