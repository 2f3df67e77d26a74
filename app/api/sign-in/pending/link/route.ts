import { localeOf } from "@/lib/http/request-locale";
import { route, withCookies } from "@/lib/http/route";
import * as pending from "@/lib/identities/pending";
import { enter } from "@/lib/identities/sign-in";

export const POST = route({ signedIn: false, body: pending.Ownership }, async ({ body, headers, address }) => {
	const identity = await pending.loadPending(headers);
	const { id, passwordHash } = await pending.linkToAccount(identity, body, address, localeOf(headers));
	const { step, cookies } = await enter(id, passwordHash, headers);
	return withCookies({ callbackUrl: identity.callback, ...step }, cookies);
});
