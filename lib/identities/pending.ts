import { and, eq, inArray, isNotNull } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { users } from "@/db/schema";
import { accountWithPassword } from "../auth/require-password";
import { suspended } from "../auth/suspension";
import { AppError, constraintOf } from "../errors";
import { guardedCookieIn, pendingCookie } from "../http/cookies";
import type { HttpRequest } from "../http/message";
import { consume } from "../http/rate-limits";
import { loadInvite } from "../invites/load";
import type { Locale } from "../locale";
import { appState } from "../process/app-state";
import type { AwaitedStep } from "../realtime/protocol";
import { rejectClosed } from "../registration/admission";
import { Code, createAccount, rejectReservedNames } from "../registration/register";
import { rejectWaiting } from "../registration/waiting";
import { line } from "../text/schema";
import { transaction } from "../transaction";
import { Username } from "../users/username";
import type { Claimed } from "./claims";
import { link, ownerOf } from "./identities";
import { type Provider, providerOf, toProvider } from "./providers";
import { seal, unseal } from "./sealed";

/** An identity that a provider has vouched for and that no account has yet. The browser keeps it, sealed. */
export type Pending = Claimed & { issuer: string; callback: string };

/** How long the user may take to choose a username. */
export const pendingSeconds = 15 * 60;

export const NewAccountName = z.strictObject({
	username: Username,
	displayName: line(1, 100).optional(),
	code: Code.optional(),
	invite: Code.optional(),
});
export const Ownership = z.strictObject({
	name: z.string("Must be text.").max(1000),
	password: z.string("Must be text."),
});

export const sealPending = (pending: Pending): Promise<string> => seal(pendingCookie, pending, pendingSeconds);

/** The pending identity of this browser. Throws `sign_in_expired` without one, and after it was linked. */
export async function loadPending(headers: HttpRequest["headers"]): Promise<Pending & { provider: Provider }> {
	const pending = await unseal<Pending>(pendingCookie, guardedCookieIn(headers.get("cookie"), pendingCookie));
	const settings = pending && providerOf(pending.issuer);
	if (!pending || !settings || (await ownerOf(pending.issuer, pending.subject)) !== null) throw expired();
	return { ...pending, provider: toProvider(settings) };
}

const expired = () => new AppError("sign_in_expired", "This sign-in has expired. Begin again.");

export type PendingSignIn = {
	provider: Provider;
	/** A username that is free now; null if the claims suggest none. */
	username: string | null;
	displayName: string | null;
	email: string | null;
	/** The provider's address is the verified one of an account. Only its password links the two. */
	hasAccount: boolean;
	/** The page that the user wanted. */
	callbackUrl: string;
};

export async function describe(pending: Pending & { provider: Provider }): Promise<{ pending: PendingSignIn }> {
	const { provider, displayName, email, callback: callbackUrl } = pending;
	return {
		pending: {
			provider,
			username: pending.username === null ? null : await freeUsername(pending.username),
			displayName,
			email,
			hasAccount: await hasAccount(pending),
			callbackUrl,
		},
	};
}

/** An address that the provider has not verified reveals no account here: every user could have claimed it. */
async function hasAccount({ email, emailVerified }: Pending): Promise<boolean> {
	if (email === null || !emailVerified) return false;
	const [row] = await db
		.select({ id: users.id })
		.from(users)
		.where(and(eq(users.email, email), isNotNull(users.emailVerifiedAt)));
	return row !== undefined;
}

/** The username, or else with the first number that makes it a free one. */
async function freeUsername(wanted: string): Promise<string | null> {
	const candidates = [wanted, ...[2, 3, 4, 5, 6, 7, 8, 9].map((n) => `${wanted.slice(0, 31)}${n}`)];
	const taken = await db.select({ username: users.username }).from(users).where(inArray(users.username, candidates));
	return candidates.find((name) => !taken.some(({ username }) => username === name)) ?? null;
}

/**
 * Creates an account without a password for the pending identity, as far as the instance admits it. Returns what it
 * waits for before it can be used.
 */
export async function register(
	pending: Pending,
	wanted: z.output<typeof NewAccountName>,
	address: string,
	locale: Locale,
): Promise<{ id: number; awaits: AwaitedStep[] }> {
	await consume("registrations", address);
	const { current, isEmpty } = appState().instanceSettings;
	if (!isEmpty) rejectClosed(current);
	rejectReservedNames(wanted);
	const invite = wanted.invite === undefined || isEmpty ? null : await loadInvite(null, wanted.invite, address);
	const { username, code } = wanted;
	const displayName = wanted.displayName ?? pending.displayName ?? username;
	const wayIn = { code, invite, solution: "not asked for" as const };
	const account = { username, displayName, ...wayIn, passwordHash: null, identity: pending, locale, address };
	const { email, emailVerified: isVerified } = pending;
	try {
		return await createAccount({ ...account, isVerified, email: (await hasAccount(pending)) ? null : email });
	} catch (error) {
		// Another account has verified the address meanwhile.
		if (constraintOf(error) === "users_verified_email") return createAccount({ ...account, isVerified, email: null });
		throw error;
	}
}

const noMatch = () => new AppError("invalid_credentials", "That name and password don’t match.");

/** Links the pending identity to the account with this name and password. Throws as a sign-in with a password does. */
export async function linkToAccount(
	pending: Pending,
	{ name, password }: z.output<typeof Ownership>,
	address: string,
	locale: Locale,
): Promise<{ id: number; passwordHash: string }> {
	await consume("signIns", address);
	const account = await accountWithPassword(name.trim().toLowerCase(), password, address);
	if (!account) throw noMatch();
	if (account.suspension) throw suspended(account.suspension);
	await rejectWaiting(account, locale);
	await transaction(async (tx) => {
		await link(tx, account.id, pending);
		const [same] = await tx
			.select({ id: users.id })
			.from(users)
			.where(and(eq(users.id, account.id), eq(users.passwordHash, account.passwordHash), eq(users.kind, "person")));
		// The password was changed while it was compared.
		if (!same) throw noMatch();
	});
	return account;
}
