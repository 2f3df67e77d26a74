import { loadServer } from "@/lib/auth/access";
import { byId } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";
import { readStorageUse } from "@/lib/storage/read-use";

export const GET = route({ load: byId("serverId", loadServer, "manage_server") }, async ({ loaded }) => ({
	storage: await readStorageUse("server", loaded.id),
}));
