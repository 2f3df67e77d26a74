import { loadServer } from "@/lib/auth/access";
import { byId } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";
import { list, MemberSearch } from "@/lib/servers/member-list";

const load = byId("serverId", loadServer, "member");

export const GET = route({ load, query: MemberSearch }, ({ viewer, loaded, query }) => list(viewer, loaded, query));
