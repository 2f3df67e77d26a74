import { notFound } from "next/navigation";
import { type OpenServer, openServer } from "@/lib/access";
import type { Viewer } from "@/lib/auth";
import { idFrom } from "@/lib/ids";

/** Opens the server an address names; what the viewer may not know of is a 404, like one that never was. */
export async function openServerOr404(viewer: Viewer | null, id: string): Promise<OpenServer> {
	const serverId = idFrom(id);
	if (serverId === null) notFound();
	try {
		return await openServer(viewer, serverId);
	} catch (error) {
		if (error instanceof Error && error.name === "AppError") notFound();
		throw error;
	}
}
