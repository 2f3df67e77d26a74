import type { HttpRequest } from "../http/message";
import { withCookies } from "../http/route";
import type { SignInStep } from "../realtime/protocol";
import { cookieFor } from "./session-cookie";
import type { SignedIn } from "./sign-in";

/** The response to a sign-in: the user with the cookie of their session, or what is still to be proved. */
export async function signedIn(result: SignedIn | SignInStep, headers: HttpRequest["headers"]) {
	return "ticket" in result ? result : withCookies({ user: result.user }, [await cookieFor(result, headers)]);
}
