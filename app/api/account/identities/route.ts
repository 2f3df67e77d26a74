import { route, withCookies } from "@/lib/http/route";
import * as identities from "@/lib/identities/identities";
import * as signIn from "@/lib/identities/sign-in";

export const GET = route({}, ({ viewer }) => identities.list(viewer));
export const POST = route(
	{ limit: "identityChanges", body: signIn.StartLinking },
	async ({ viewer, body, headers }) => {
		const { result, cookies } = await signIn.startLinking(viewer, body, headers);
		return withCookies(result, cookies);
	},
);
