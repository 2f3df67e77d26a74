import { loadServerSubject } from "@/lib/admin/servers";
import { byId } from "@/lib/http/load-by-id";

/** The server of the path, for an administrator. */
export const load = byId("serverId", loadServerSubject);
