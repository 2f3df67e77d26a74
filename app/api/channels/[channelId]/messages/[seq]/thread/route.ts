import { byMessage } from "@/lib/http/load-by-id";
import { created, route } from "@/lib/http/route";
import * as threads from "@/lib/threads/threads";

export const POST = route({ load: byMessage("startThread") }, async ({ viewer, loaded }) => {
	const { thread, existed } = await threads.start(viewer, loaded);
	return existed ? { thread } : created({ thread });
});
