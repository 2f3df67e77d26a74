import { redirect, route, withCookies } from "@/lib/http/route";
import { findProvider } from "@/lib/identities/providers";
import * as signIn from "@/lib/identities/sign-in";

export const GET = route(
	{
		signedIn: false,
		load: async (_, { providerId }) => findProvider(providerId),
		query: signIn.Answer,
	},
	async ({ viewer, loaded: settings, query, headers }) => {
		const { result, cookies } = await signIn.finish({ settings, viewer, headers }, query);
		return withCookies(redirect(result), cookies);
	},
);
