import { created, route } from "@/lib/http/route";
import * as totp from "@/lib/second-factors/own-totp";

export const POST = route({}, async ({ viewer }) => created(await totp.renewRecoveryCodes(viewer)));
