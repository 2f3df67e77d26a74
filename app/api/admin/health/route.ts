import { adminRoute } from "@/lib/admin/admin-route";
import { readHealth } from "@/lib/admin/health";

export const GET = adminRoute({}, async () => ({ health: await readHealth() }));
