import * as ownSessions from "@/lib/auth/own-sessions";
import { route } from "@/lib/http/route";

export const DELETE = route({ load: (viewer, { sessionId }) => ownSessions.open(viewer, sessionId) }, ({ loaded }) =>
	ownSessions.end(loaded),
);
