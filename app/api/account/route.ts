import { localeOf } from "@/lib/http/request-locale";
import { accepted, created, route } from "@/lib/http/route";
import { Registration, register } from "@/lib/registration/register";
import * as accounts from "@/lib/users/accounts";

export const POST = route({ signedIn: false, body: Registration }, async ({ address, body, headers }) => {
	const result = await register(address, body, localeOf(headers));
	return "awaits" in result ? accepted(result) : created(result);
});
export const GET = route({}, ({ viewer }) => accounts.mine(viewer));
export const PATCH = route({ body: accounts.Profile }, ({ viewer, body }) => accounts.update(viewer, body));
