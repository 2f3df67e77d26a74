import { localeOf } from "@/lib/http/request-locale";
import { accepted, route } from "@/lib/http/route";
import * as email from "@/lib/users/email";

export const POST = route({ limit: "emailChanges" }, async ({ viewer, headers }) =>
	accepted(await email.resend(viewer, localeOf(headers))),
);
