import * as deletion from "@/lib/account-deletion/request";
import { localeOf } from "@/lib/http/request-locale";
import { route } from "@/lib/http/route";

export const POST = route(
	{ limit: "accountChanges", body: deletion.AccountDeletion },
	({ viewer, body, address, headers }) => deletion.request(viewer, body, address, localeOf(headers)),
);
