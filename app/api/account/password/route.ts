import { localeOf } from "@/lib/http/request-locale";
import { route } from "@/lib/http/route";
import * as passwords from "@/lib/users/password";

export const PUT = route({ body: passwords.PasswordChange }, ({ viewer, body, address, headers }) =>
	passwords.change(viewer, body, address, localeOf(headers)),
);
