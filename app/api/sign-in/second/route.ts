import { clientOf } from "@/lib/auth/client-of";
import * as signIn from "@/lib/auth/sign-in";
import { signedIn } from "@/lib/auth/signed-in";
import { route } from "@/lib/http/route";

export const POST = route({ signedIn: false, body: signIn.SecondStep }, async ({ body, headers }) =>
	signedIn(await signIn.signInSecond(body, clientOf(headers)), headers),
);
