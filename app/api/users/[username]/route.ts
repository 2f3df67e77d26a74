import { route } from "@/lib/http/route";
import * as people from "@/lib/users/profiles";

export const GET = route(
	{ open: (viewer, { username = "" }) => people.open(viewer, username) },
	async ({ viewer, open }) => ({ profile: await people.profile(viewer, open) }),
);
