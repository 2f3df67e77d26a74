import { notFound, redirect } from "next/navigation";
import { loginPath, serverSettingsPath } from "@/app/_client/paths";
import { mayOpenSection, type SettingsSection } from "@/app/_client/servers/settings-sections";
import { getViewer } from "@/app/viewer";
import { type LoadedServer, loadServer } from "@/lib/auth/access";
import { toNames } from "@/lib/auth/permissions";
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
 * For a section of a server's settings: a guest is sent to sign-in and back; for users who lack the section's
 * permission the page does not exist. The danger zone is the owner's. `below` is the rest of the path, of a page below
 * the section.
 */
export async function openManagedServer(
	id: string,
	section: Exclude<SettingsSection, "/second-factor"> | "/danger",
	below = "",
): Promise<{ viewer: Viewer; open: LoadedServer }> {
	const viewer = await getViewer();
	if (!viewer) redirect(loginPath(serverSettingsPath(id, section + below)));
	const open = await openServerOr404(viewer, id);
	const isAllowed =
		section === "/danger"
			? open.ownerId === viewer.id
			: mayOpenSection({ permissions: toNames(open.permissions) }, section);
	const withFactor = { permissions: toNames(BigInt(open.permissions) | BigInt(open.withheld)) };
	if (!isAllowed && section !== "/danger" && mayOpenSection(withFactor, section))
		redirect(serverSettingsPath(id, "/second-factor"));
	if (!isAllowed) notFound();
	return { viewer, open };
}
