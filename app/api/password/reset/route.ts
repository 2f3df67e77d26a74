import { localeOf } from "@/lib/http/request-locale";
import { route } from "@/lib/http/route";
import * as passwords from "@/lib/users/password";

export const POST = route({ signedIn: false, body: passwords.Reset }, ({ body, address, headers }) =>
	passwords.reset(body, address, localeOf(headers)),
);
