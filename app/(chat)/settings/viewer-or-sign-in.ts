import { redirect } from "next/navigation";
import { loginPath } from "@/app/_client/paths";
import { getViewer } from "@/app/viewer";
import type { Viewer } from "@/lib/auth/viewer";

/** User settings require a session: without one this redirects to sign-in and back to `path`. */
export async function viewerOrSignIn(path: string): Promise<Viewer> {
	const viewer = await getViewer();
	if (!viewer) redirect(loginPath(path));
	return viewer;
}
