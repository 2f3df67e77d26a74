import type { Viewer } from "@/lib/auth/viewer";
import type { Params } from "@/lib/http/message";
import { route } from "@/lib/http/route";
import * as servers from "@/lib/servers/servers";
import { loadBySlug } from "@/lib/servers/slug";

const load = (viewer: Viewer | null, { slug = "" }: Params) => loadBySlug(viewer, slug);

export const GET = route({ signedIn: false, load }, ({ viewer, loaded }) => servers.get(viewer, loaded));
