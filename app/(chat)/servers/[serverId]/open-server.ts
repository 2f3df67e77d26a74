import { notFound, redirect } from "next/navigation";
import { loginPath, serverSettingsPath } from "@/app/_client/paths";
import { getViewer } from "@/app/viewer";
import { type LoadedServer, loadServer } from "@/lib/auth/access";
import { includes, type Permission } from "@/lib/auth/permissions";
import type { Viewer } from "@/lib/auth/viewer";
import { isAppError } from "@/lib/errors";
import { idFrom } from "@/lib/ids";

/** Loads the server of an address; one that the viewer may not see is a 404, like one that never existed. */
export async function openServerOr404(viewer: Viewer | null, id: string): Promise<LoadedServer> {
	const serverId = idFrom(id);
	if (serverId === null) notFound();
	try {
		return await loadServer(viewer, serverId);
	} catch (error) {
		if (isAppError(error)) notFound();
		throw error;
	}
}

/**
 * For server settings: a guest is sent to sign-in and back; for users without the permission that the section needs the
 * page does not exist.
 */
export async function openManagedServer(
	id: string,
	section: string,
	needed: Permission = "manage_server",
): Promise<{ viewer: Viewer; open: LoadedServer }> {
	const viewer = await getViewer();
	if (!viewer) redirect(loginPath(serverSettingsPath(id, section)));
	const open = await openServerOr404(viewer, id);
	if (!includes(open.permissions, needed)) notFound();
	return { viewer, open };
}
