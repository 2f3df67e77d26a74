import { and, eq, sql } from "drizzle-orm";
import type { z } from "zod";
import { db } from "@/db";
import { passkeys } from "@/db/schema";
import * as challenges from "./challenges";
import type { AuthenticationResponse } from "./response";
import type { Site } from "./site";

/** Loaded when a user uses a passkey. */
const webauthn = () => import("@simplewebauthn/server");

/** The options with which a browser signs a challenge: with any passkey of the site, or with one of these. */
export async function optionsFor(site: Site, userId: number | null, allowed: string[] = []) {
	const { generateAuthenticationOptions } = await webauthn();
	return generateAuthenticationOptions({
		rpID: site.id,
		userVerification: "preferred",
		challenge: await challenges.issue(userId),
		...(allowed.length > 0 && { allowCredentials: allowed.map((id) => ({ id })) }),
	});
}

/**
 * The user whose passkey has signed a challenge that was issued for `userId`, and whether the device has recognized them;
 * null if the answer does not count. A challenge and a count of the device each count once.
 */
export async function verify(
	response: z.output<typeof AuthenticationResponse>,
	site: Site,
	userId: number | null,
): Promise<{ userId: number; userVerified: boolean } | null> {
	const id = Buffer.from(response.id, "base64url");
	const isOwn = userId === null ? undefined : eq(passkeys.userId, userId);
	const [key] = await db
		.select()
		.from(passkeys)
		.where(and(eq(passkeys.id, id), isOwn));
	if (!key) return null;
	const { verifyAuthenticationResponse } = await webauthn();
	const { verified, authenticationInfo } = await verifyAuthenticationResponse({
		response: response as Parameters<typeof verifyAuthenticationResponse>[0]["response"],
		expectedChallenge: (challenge) => challenges.use(challenge, userId),
		expectedOrigin: site.origin,
		expectedRPID: site.id,
		requireUserVerification: false,
		credential: { id: response.id, publicKey: Uint8Array.from(key.publicKey), counter: key.counter },
	}).catch(() => ({ verified: false, authenticationInfo: undefined }));
	if (!verified || !authenticationInfo) return null;
	const { newCounter, userVerified, credentialBackedUp: backedUp } = authenticationInfo;
	const [used] = await db
		.update(passkeys)
		.set({ counter: newCounter, backedUp, lastUsedAt: sql`now()` })
		// Another use of the same count may have come first; devices that do not count send 0.
		.where(sql`${passkeys.id} = ${id} and (${passkeys.counter} < ${newCounter} or ${newCounter} = 0)`)
		.returning({ userId: passkeys.userId });
	return used ? { userId: used.userId, userVerified } : null;
}
