import * as ownSessions from "@/lib/auth/own-sessions";
import { route } from "@/lib/http/route";

export const GET = route({}, ({ viewer }) => ownSessions.list(viewer));
export const DELETE = route({ query: ownSessions.OtherSessions }, ({ viewer }) => ownSessions.endOthers(viewer));
