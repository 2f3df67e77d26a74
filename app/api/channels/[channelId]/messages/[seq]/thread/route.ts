import { byMessage, created, route } from "@/lib/http/route";
import * as threads from "@/lib/threads";

export const POST = route({ open: byMessage("react") }, async ({ viewer, open }) => {
	const { thread, existed } = await threads.start(viewer, open);
	return existed ? { thread } : created({ thread });
});
