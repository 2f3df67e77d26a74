import type { Viewer } from "@/lib/auth/viewer";
import type { Params } from "@/lib/http/message";
import { requestAccepted, route } from "@/lib/http/route";
import { revoke } from "@/lib/invites/end";
import { join } from "@/lib/invites/join";
import { loadInvite } from "@/lib/invites/load";
import { preview } from "@/lib/invites/preview";
import { JoinBody } from "@/lib/servers/join-requirements";

const load = (viewer: Viewer | null, { code = "" }: Params, address: string) => loadInvite(viewer, code, address);

export const GET = route({ signedIn: false, load }, ({ loaded }) => preview(loaded));
export const POST = route({ load, body: JoinBody }, async ({ viewer, loaded, body }) =>
	requestAccepted(await join(viewer, loaded, body)),
);
export const DELETE = route({ load }, ({ viewer, loaded }) => revoke(viewer, loaded));
