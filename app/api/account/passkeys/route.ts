import { localeOf } from "@/lib/http/request-locale";
import { created, route } from "@/lib/http/route";
import * as passkeys from "@/lib/passkeys/own-passkeys";

export const GET = route({}, ({ viewer }) => passkeys.list(viewer));
export const POST = route({ body: passkeys.NewPasskey }, async ({ viewer, body, headers }) =>
	created(await passkeys.add(viewer, body, headers, localeOf(headers))),
);
