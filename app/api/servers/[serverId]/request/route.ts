import { byId } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";
import * as requests from "@/lib/join-requests/own";

export const DELETE = route({ load: byId("serverId", requests.loadAsked) }, ({ viewer, loaded }) =>
	requests.withdraw(viewer, loaded),
);
