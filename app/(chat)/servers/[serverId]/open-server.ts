import { notFound, redirect } from "next/navigation";
import { loginPath, serverSettingsPath } from "@/app/_client/paths";
import { getViewer } from "@/app/viewer";
import { canManageServer, type LoadedServer, loadServer } from "@/lib/auth/access";
import type { Viewer } from "@/lib/auth/viewer";
import { isAppError } from "@/lib/errors";
import { idFrom } from "@/lib/ids";

/** Opens the server an address names; what the viewer may not know of is a 404, like one that never was. */
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

/** For its settings: signed out leads to sign-in and back; for whoever may not manage it there is no such page. */
export async function openManagedServer(id: string, section: string): Promise<{ viewer: Viewer; open: LoadedServer }> {
	const viewer = await getViewer();
	if (!viewer) redirect(loginPath(serverSettingsPath(id, section)));
	const open = await openServerOr404(viewer, id);
	if (!canManageServer(viewer, open)) notFound();
	return { viewer, open };
}
