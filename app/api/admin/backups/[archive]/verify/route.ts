import { adminRoute } from "@/lib/admin/admin-route";
import { loadArchive, verifyNow } from "@/lib/backup/admin-backups";
import { accepted } from "@/lib/http/route";

export const POST = adminRoute({ load: (_, params) => loadArchive(params) }, async ({ viewer, loaded }) =>
	accepted(await verifyNow(viewer, loaded)),
);
