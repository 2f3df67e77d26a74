import type { Viewer } from "@/lib/auth/viewer";
import type { Params } from "@/lib/http/message";
import { route } from "@/lib/http/route";
import * as blocks from "@/lib/users/blocks";

const load = (viewer: Viewer, { username = "" }: Params) => blocks.open(viewer, username);

export const PUT = route({ load }, ({ viewer, loaded }) => blocks.block(viewer, loaded));
export const DELETE = route({ load }, ({ viewer, loaded }) => blocks.unblock(viewer, loaded));
