import { route } from "@/lib/http/route";
import * as invitations from "@/lib/servers/invitations";

export const GET = route({}, ({ viewer }) => invitations.list(viewer));
