import { localeOf } from "@/lib/http/request-locale";
import { accepted, route } from "@/lib/http/route";
import * as email from "@/lib/users/email";

export const PUT = route(
	{ limit: "emailChanges", body: email.EmailChange },
	async ({ viewer, body, address, headers }) => accepted(await email.change(viewer, body, address, localeOf(headers))),
);
