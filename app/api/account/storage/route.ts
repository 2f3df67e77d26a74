import { route } from "@/lib/http/route";
import { readStorageUse } from "@/lib/storage/read-use";

export const GET = route({}, async ({ viewer }) => ({ storage: await readStorageUse("user", viewer.id) }));
