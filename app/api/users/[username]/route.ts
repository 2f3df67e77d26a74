import { route } from "@/lib/http/route";
import * as people from "@/lib/users/profiles";

export const GET = route(
	{ load: (viewer, { username = "" }) => people.open(viewer, username) },
	async ({ viewer, loaded }) => ({ profile: await people.profile(viewer, loaded) }),
);
