import { localeOf } from "@/lib/http/request-locale";
import { accepted, created, route, withCookies } from "@/lib/http/route";
import * as pending from "@/lib/identities/pending";
import { enter } from "@/lib/identities/sign-in";
import * as accounts from "@/lib/users/accounts";

export const POST = route({ signedIn: false, body: pending.NewAccountName }, async ({ body, headers, address }) => {
	const identity = await pending.loadPending(headers);
	const { id, awaits } = await pending.register(identity, body, address, localeOf(headers));
	if (awaits.length > 0) return accepted({ awaits });
	const { cookies } = await enter(id, null, headers);
	return withCookies(created({ ...(await accounts.mine({ id })), callbackUrl: identity.callback }), cookies);
});
