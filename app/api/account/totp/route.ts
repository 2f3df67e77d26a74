import { localeOf } from "@/lib/http/request-locale";
import { created, route } from "@/lib/http/route";
import * as totp from "@/lib/second-factors/own-totp";

export const GET = route({}, ({ viewer }) => totp.state(viewer));
export const POST = route({}, async ({ viewer }) => created(await totp.begin(viewer)));
export const PUT = route({ limit: "secondFactors", body: totp.Confirmation }, ({ viewer, body, headers }) =>
	totp.confirm(viewer, body, localeOf(headers)),
);
export const DELETE = route({}, ({ viewer, headers }) => totp.remove(viewer, localeOf(headers)));
