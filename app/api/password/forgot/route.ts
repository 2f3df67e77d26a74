import { consume } from "@/lib/http/rate-limits";
import { localeOf } from "@/lib/http/request-locale";
import { accepted, route } from "@/lib/http/route";
import * as passwords from "@/lib/users/password";

export const POST = route(
	{ signedIn: false, load: (_viewer, _params, address) => consume("resets", address), body: passwords.Forgotten },
	async ({ body, headers }) => {
		await passwords.forgot(body, localeOf(headers));
		return accepted({});
	},
);
