import { localeOf } from "@/lib/http/request-locale";
import { route } from "@/lib/http/route";
import * as passkeys from "@/lib/passkeys/own-passkeys";

export const DELETE = route({}, ({ viewer, params, headers }) =>
	passkeys.remove(viewer, params.passkeyId, localeOf(headers)),
);
