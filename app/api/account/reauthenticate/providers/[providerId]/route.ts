import { route, withCookies } from "@/lib/http/route";
import { findProvider } from "@/lib/identities/providers";
import * as signIn from "@/lib/identities/sign-in";

export const POST = route(
	{
		limit: "providerSignIns",
		load: async (_, { providerId }) => findProvider(providerId),
		body: signIn.Start.default({}),
	},
	async ({ viewer, loaded, body, headers }) => {
		const { result, cookies } = await signIn.startProving(viewer, loaded, body, headers);
		return withCookies(result, cookies);
	},
);
