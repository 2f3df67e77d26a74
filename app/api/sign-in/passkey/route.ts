import { clientOf } from "@/lib/auth/client-of";
import { signedIn } from "@/lib/auth/signed-in";
import { route } from "@/lib/http/route";
import * as passkeys from "@/lib/passkeys/sign-in";

export const POST = route({ signedIn: false, body: passkeys.PasskeySignIn }, async ({ body, headers }) =>
	signedIn(await passkeys.signIn(body, clientOf(headers), headers), headers),
);
