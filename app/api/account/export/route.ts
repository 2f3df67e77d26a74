import * as exports from "@/lib/account-export/account-export";
import { localeOf } from "@/lib/http/request-locale";
import { accepted, route } from "@/lib/http/route";

export const GET = route({}, ({ viewer }) => exports.get(viewer));
export const POST = route({ limit: "accountChanges" }, async ({ viewer, headers }) =>
	accepted(await exports.request(viewer, localeOf(headers))),
);
