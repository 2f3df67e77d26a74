import { route } from "@/lib/http/route";
import * as passkeys from "@/lib/passkeys/own-passkeys";

export const POST = route({}, ({ viewer, headers }) => passkeys.options(viewer, headers));
