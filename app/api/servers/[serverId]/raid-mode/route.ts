import { loadServer } from "@/lib/auth/access";
import { byId } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";
import * as raidMode from "@/lib/raid-mode/raid-mode";

const load = byId("serverId", loadServer, "kick_members");

export const GET = route({ load }, ({ loaded }) => raidMode.get(loaded));
export const PUT = route({ limit: "access", load, body: raidMode.RaidModeChange }, ({ viewer, loaded, body }) =>
	raidMode.set(viewer, loaded, body),
);
