import { localeOf } from "@/lib/http/request-locale";
import { accepted, route } from "@/lib/http/route";
import * as passwords from "@/lib/users/password";

export const POST = route({ signedIn: false, body: passwords.Forgotten }, async ({ body, address, headers }) =>
	accepted(await passwords.forgot(body, address, localeOf(headers))),
);
