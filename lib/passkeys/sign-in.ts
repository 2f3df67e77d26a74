import { z } from "zod";
import type { Client } from "../auth/sessions";
import { beginSession, type SignedIn, signInAs } from "../auth/sign-in";
import { AppError } from "../errors";
import type { HttpRequest } from "../http/message";
import { consume } from "../http/rate-limits";
import type { SignInStep } from "../realtime/protocol";
import { AuthenticationResponse } from "./response";
import { requireSite } from "./site";
import { optionsFor, verify } from "./verify";

export const PasskeySignIn = z.strictObject({ response: AuthenticationResponse });

const noMatch = () => new AppError("invalid_credentials", "This passkey does not sign in here.");

/** The options with which a browser signs in with a passkey: they ask for no name. */
export const options = async (headers: HttpRequest["headers"]) => optionsFor(requireSite(headers), null);

/**
 * Signs in with a passkey. One that has recognized its user, by a finger or a PIN, is both factors; after another one,
 * an account with a second factor gets a ticket.
 */
export async function signIn(
	{ response }: z.output<typeof PasskeySignIn>,
	client: Client,
	headers: HttpRequest["headers"],
): Promise<SignedIn | SignInStep> {
	await consume("signIns", client.address);
	const proved = await verify(response, requireSite(headers), null);
	if (!proved) throw noMatch();
	const { userId, userVerified } = proved;
	if (!userVerified) return signInAs(userId, null, client, noMatch);
	return beginSession({ ...client, userId, passwordHash: null, provedSecondFactor: true }, noMatch);
}
