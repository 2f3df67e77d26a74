import { localeOf } from "@/lib/http/request-locale";
import { route } from "@/lib/http/route";
import * as passkeys from "@/lib/passkeys/own-passkeys";

export const DELETE = route({}, ({ viewer, params, headers }) =>
	passkeys.remove(viewer, params.passkeyId, localeOf(headers)),
);
export const PATCH = route({ body: passkeys.PasskeyChange }, ({ viewer, params, body }) =>
	passkeys.rename(viewer, params.passkeyId, body),
);
