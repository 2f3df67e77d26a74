import { localeOf } from "@/lib/http/request-locale";
import { created, route } from "@/lib/http/route";
import * as accounts from "@/lib/users/accounts";

export const POST = route({ signedIn: false, body: accounts.Registration }, async ({ address, body, headers }) =>
	created(await accounts.register(address, body, localeOf(headers))),
);
export const GET = route({}, ({ viewer }) => accounts.mine(viewer));
export const PATCH = route({ body: accounts.Profile }, ({ viewer, body }) => accounts.update(viewer, body));
