import { and, eq, ne } from "drizzle-orm";
import { db } from "@/db";
import { isoTime } from "@/db/iso-time";
import { identities, users } from "@/db/schema";
import { requireRecentAuthentication } from "../auth/recent-authentication";
import type { Viewer } from "../auth/viewer";
import { AppError } from "../errors";
import { config } from "../process/config";
import { type Tx, transaction } from "../transaction";
import { lockAccount } from "../users/lock-account";
import { type Provider, providerOf, signInMethods, toProvider } from "./providers";

/** An account at another service with which the viewer signs in. */
export type Identity = {
	id: number;
	/** Null if the instance does not offer the service any more. */
	provider: Provider | null;
	/** The address of the service. */
	issuer: string;
	email: string | null;
	linkedAt: string;
};

export type LinkedSignIns = { identities: Identity[]; providers: Provider[]; hasPassword: boolean };

/** The viewer's identities, the oldest first, the providers of the instance, and whether the account has a password. */
export async function list(viewer: Viewer): Promise<LinkedSignIns> {
	const rows = await db
		.select({
			id: identities.id,
			issuer: identities.provider,
			email: identities.email,
			linkedAt: isoTime(identities.linkedAt),
		})
		.from(identities)
		.where(eq(identities.userId, viewer.id))
		.orderBy(identities.id);
	const [user] = await db.select({ hash: users.passwordHash }).from(users).where(eq(users.id, viewer.id));
	return {
		identities: rows.map((row) => {
			const settings = providerOf(row.issuer);
			return { ...row, provider: settings ? toProvider(settings) : null };
		}),
		providers: signInMethods().providers,
		hasPassword: Boolean(user?.hash),
	};
}

/** The user who signs in with this identity; null for one that is not linked. */
export async function ownerOf(issuer: string, subject: string): Promise<number | null> {
	const [row] = await db
		.select({ userId: identities.userId })
		.from(identities)
		.where(and(eq(identities.provider, issuer), eq(identities.subject, subject)));
	return row?.userId ?? null;
}

export type NewIdentity = { issuer: string; subject: string; email: string | null };

/**
 * Links an identity to an account. Linking it again changes nothing. Throws `identity_taken` if another account has it,
 * or if the account has another one of the same provider.
 */
export async function link(tx: Tx, userId: number, { issuer, subject, email }: NewIdentity): Promise<void> {
	await lockAccount(tx, userId);
	const [linked] = await tx
		.insert(identities)
		.values({ provider: issuer, subject, userId, email })
		.onConflictDoNothing()
		.returning({ id: identities.id });
	if (linked) return;
	const [same] = await tx
		.select({ id: identities.id })
		.from(identities)
		.where(and(eq(identities.provider, issuer), eq(identities.subject, subject), eq(identities.userId, userId)));
	if (!same) throw identityTaken();
}

const identityTaken = () =>
	new AppError("identity_taken", "It is linked to another account, or this account has another one of the provider.");

/** Links an identity that the viewer has just proved in their own session. */
export const linkOwn = (viewer: Viewer, identity: NewIdentity): Promise<void> =>
	transaction((tx) => link(tx, viewer.id, identity));

export const identityNotFound = () => new AppError("identity_not_found", "There is no such linked sign-in.");

/** The viewer's own identity with this id. */
export async function loadIdentity(viewer: Viewer, id: number): Promise<{ id: number }> {
	const [row] = await db
		.select({ id: identities.id })
		.from(identities)
		.where(and(eq(identities.id, id), eq(identities.userId, viewer.id)));
	if (!row) throw identityNotFound();
	return row;
}

/**
 * Unlinks an identity; the viewer has authenticated recently. Throws `last_sign_in_method` if nothing else would let
 * the viewer in. Of two at once, the second counts what the first has left.
 */
export async function unlink(viewer: Viewer, { id }: { id: number }): Promise<void> {
	await requireRecentAuthentication(viewer);
	await transaction(async (tx) => {
		await lockAccount(tx, viewer.id);
		if (!(await hasOtherWayIn(tx, viewer.id, id)))
			throw new AppError(
				"last_sign_in_method",
				"Nothing else lets you in. Set a password or link another sign-in first.",
			);
		await tx.delete(identities).where(and(eq(identities.id, id), eq(identities.userId, viewer.id)));
	});
}

/** Whether the user, whose account is locked, could still sign in without this identity. */
async function hasOtherWayIn(tx: Tx, userId: number, identityId: number): Promise<boolean> {
	const [user] = await tx.select({ hash: users.passwordHash }).from(users).where(eq(users.id, userId));
	if (user?.hash && config.signIn.password) return true;
	const others = await tx
		.select({ issuer: identities.provider })
		.from(identities)
		.where(and(eq(identities.userId, userId), ne(identities.id, identityId)));
	// One of a service that is not offered any more lets nobody in.
	return others.some(({ issuer }) => providerOf(issuer) !== undefined);
}
