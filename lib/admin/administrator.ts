import type { Viewer } from "../auth/viewer";
import { nothingThere } from "../errors";

/**
 * Throws `not_found`, as for an address at which there is nothing, unless the viewer is an administrator of the instance.
 * The flag is read with the session, so it counts from the moment at which it changes.
 */
export function requireAdministrator(viewer: Viewer | null): Viewer {
	if (!viewer?.isAdmin) throw nothingThere();
	return viewer;
}
