import { and, eq, isNotNull, sql } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { identities, passkeys, totp, users } from "@/db/schema";
import { invalid } from "../errors";
import type { HttpRequest } from "../http/message";
import { consume } from "../http/rate-limits";
import { type Provider, providerOf, toProvider } from "../identities/providers";
import { encodedId } from "../passkeys/encoded-id";
import { AuthenticationResponse } from "../passkeys/response";
import { requireSite, siteOf } from "../passkeys/site";
import { optionsFor, verify } from "../passkeys/verify";
import { acceptCode } from "../second-factors/second-factor";
import { transaction } from "../transaction";
import { lockAccount } from "../users/lock-account";
import { markAuthenticated } from "./recent-authentication";
import { requirePassword } from "./require-password";
import type { Viewer } from "./viewer";

type Headers = HttpRequest["headers"];

const given = z.string("Must be text.");

export const Reauthentication = z
	.strictObject({
		password: given.optional(),
		code: given.max(100).optional(),
		assertion: AuthenticationResponse.optional(),
	})
	.refine((proofs) => Object.values(proofs).filter((proof) => proof !== undefined).length === 1, {
		path: ["password"],
		message: "Give one of your password, a code and a passkey's answer.",
	});

/** The ways in which an account can prove whose it is: a passkey only where the site of the request allows one. */
export type WaysToProve = { password: boolean; code: boolean; passkey: boolean; providers: Provider[] };

export async function ways({ id }: Viewer, headers: Headers): Promise<WaysToProve> {
	const [has] = await db
		.select({
			password: sql<boolean>`${users.passwordHash} is not null`,
			code: sql<boolean>`exists (${db
				.select({ is: sql`1` })
				.from(totp)
				.where(and(eq(totp.userId, id), isNotNull(totp.confirmedAt)))})`,
			passkey: sql<boolean>`exists (${db.select({ is: sql`1` }).from(passkeys).where(eq(passkeys.userId, id))})`,
		})
		.from(users)
		.where(eq(users.id, id));
	const linked = await db
		.select({ issuer: identities.provider })
		.from(identities)
		.where(eq(identities.userId, id))
		.orderBy(identities.id);
	return {
		password: has?.password ?? false,
		code: has?.code ?? false,
		passkey: (has?.passkey ?? false) && siteOf(headers) !== null,
		providers: linked.flatMap(({ issuer }) => {
			const settings = providerOf(issuer);
			return settings ? [toProvider(settings)] : [];
		}),
	};
}

/** The options with which a browser signs with one of the viewer's own passkeys. */
export async function passkeyOptions({ id }: Viewer, headers: Headers) {
	const site = requireSite(headers);
	const own = await db.select({ id: encodedId }).from(passkeys).where(eq(passkeys.userId, id));
	return optionsFor(
		site,
		id,
		own.map((key) => key.id),
	);
}

/**
 * Proves the viewer's identity for the next ten minutes, in this session alone, with the password, a code of their
 * authenticator app or one of their passkeys. Wrong ones count as at sign-in.
 */
export async function reauthenticate(
	viewer: Viewer,
	{ password, code, assertion }: z.output<typeof Reauthentication>,
	address: string,
	headers: Headers,
): Promise<void> {
	if (password !== undefined) await requirePassword(viewer, password, address);
	if (code !== undefined) await requireCode(viewer, code);
	if (assertion !== undefined) {
		await consume("signIns", address);
		const proved = await verify(assertion, requireSite(headers), viewer.id);
		if (!proved)
			throw invalid({ assertion: "This passkey is not one of yours, or its answer does not count any more." });
	}
	await markAuthenticated(viewer);
}

async function requireCode({ id }: Viewer, code: string): Promise<void> {
	await consume("secondFactors", id);
	const isRight = await transaction(async (tx) => {
		await lockAccount(tx, id);
		return acceptCode(tx, id, code);
	});
	if (!isRight) throw invalid({ code: "This is not the code that the app shows now." });
}
