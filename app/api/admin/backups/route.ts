import { adminRoute } from "@/lib/admin/admin-route";
import { backUpNow, readBackups } from "@/lib/backup/admin-backups";
import { accepted } from "@/lib/http/route";

export const GET = adminRoute({}, () => readBackups());
export const POST = adminRoute({}, async ({ viewer }) => accepted(await backUpNow(viewer)));
