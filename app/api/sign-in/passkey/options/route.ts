import { route } from "@/lib/http/route";
import * as passkeys from "@/lib/passkeys/sign-in";

export const POST = route({ signedIn: false }, ({ headers }) => passkeys.options(headers));
