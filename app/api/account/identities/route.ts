import { z } from "zod";
import { invalid } from "@/lib/errors";
import { route, withCookies } from "@/lib/http/route";
import * as identities from "@/lib/identities/identities";
import { providerWith } from "@/lib/identities/providers";
import { startLinking } from "@/lib/identities/sign-in";

const Wanted = z.strictObject({ provider: z.string("Must be text.") });

export const GET = route({}, ({ viewer }) => identities.list(viewer));
export const POST = route({ limit: "identityChanges", body: Wanted }, async ({ viewer, body, headers }) => {
	const settings = providerWith(body.provider);
	if (!settings) throw invalid({ provider: "There is no such provider." });
	const { result, cookies } = await startLinking(viewer, settings, headers);
	return withCookies(result, cookies);
});
