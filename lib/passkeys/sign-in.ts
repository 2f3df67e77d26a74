import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { passkeys } from "@/db/schema";
import type { Client } from "../auth/sessions";
import { beginSession, type SignedIn, signInAs } from "../auth/sign-in";
import { AppError } from "../errors";
import type { HttpRequest } from "../http/message";
import { consume } from "../http/rate-limits";
import type { SignInStep } from "../realtime/protocol";
import * as challenges from "./challenges";
import { AuthenticationResponse } from "./response";
import { requireSite } from "./site";

export const PasskeySignIn = z.strictObject({ response: AuthenticationResponse });

const webauthn = () => import("@simplewebauthn/server");
const noMatch = () => new AppError("invalid_credentials", "This passkey does not sign in here.");

/** The options with which a browser signs in with a passkey: they ask for no name. */
export async function options(headers: HttpRequest["headers"]) {
	const { id: rpID } = requireSite(headers);
	const { generateAuthenticationOptions } = await webauthn();
	return generateAuthenticationOptions({
		rpID,
		userVerification: "preferred",
		challenge: await challenges.issue(null),
	});
}

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
	const site = requireSite(headers);
	const id = Buffer.from(response.id, "base64url");
	const [key] = await db.select().from(passkeys).where(eq(passkeys.id, id));
	if (!key) throw noMatch();
	const { verifyAuthenticationResponse } = await webauthn();
	const { verified, authenticationInfo } = await verifyAuthenticationResponse({
		response: response as Parameters<typeof verifyAuthenticationResponse>[0]["response"],
		expectedChallenge: (challenge) => challenges.use(challenge, null),
		expectedOrigin: site.origin,
		expectedRPID: site.id,
		requireUserVerification: false,
		credential: { id: response.id, publicKey: Uint8Array.from(key.publicKey), counter: key.counter },
	}).catch(() => ({ verified: false, authenticationInfo: undefined }));
	if (!verified || !authenticationInfo) throw noMatch();
	const { newCounter, userVerified, credentialBackedUp: backedUp } = authenticationInfo;
	const [used] = await db
		.update(passkeys)
		.set({ counter: newCounter, backedUp, lastUsedAt: sql`now()` })
		// Another use of the same count may have come first; devices that do not count send 0.
		.where(sql`${passkeys.id} = ${id} and (${passkeys.counter} < ${newCounter} or ${newCounter} = 0)`)
		.returning({ userId: passkeys.userId });
	if (!used) throw noMatch();
	const { userId } = used;
	if (!userVerified) return signInAs(userId, null, client, noMatch);
	return beginSession({ ...client, userId, passwordHash: null, provedSecondFactor: true }, noMatch);
}
