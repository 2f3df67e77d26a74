import { eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { instance, users } from "@/db/schema";
import { hashPassword } from "../auth/password";
import { rejectGuessable } from "../auth/password-rules";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import { AppError, constraintOf, invalid } from "../errors";
import { consume } from "../http/rate-limits";
import { link, type NewIdentity } from "../identities/identities";
import { storeChange } from "../instance/change-settings";
import { FirstSettings } from "../instance/fields";
import { enter } from "../invites/join";
import { type LoadedInvite, loadInvite } from "../invites/load";
import { enqueueIn } from "../jobs/enqueue";
import type { Locale } from "../locale";
import { isConfigured } from "../mail/mail";
import { appState } from "../process/app-state";
import { config } from "../process/config";
import type { AwaitedStep, OwnUser } from "../realtime/protocol";
import { isReserved } from "../text/confusables";
import { line } from "../text/schema";
import { type Tx, transaction } from "../transaction";
import { Email, mine, NewPassword } from "../users/accounts";
import { Username } from "../users/username";
import { type Admission, type Applicant, admit, rejectClosed } from "./admission";
import { countRegistration } from "./networks";
import { check, Solution } from "./proof-of-work";
import { awaitedSteps } from "./waiting";

export const Code = z.string("Must be text.").trim().max(100, "Is not a code.");

export const Registration = z.strictObject({
	username: Username,
	password: NewPassword,
	displayName: line(1, 100).optional(),
	email: Email.optional(),
	/** A registration code. */
	code: Code.optional(),
	/** The code of an invite to a server, which the user joins. */
	invite: Code.optional(),
	/** Of a challenge, where the instance asks for work. */
	solution: Solution.optional(),
	/** Settings, which only the first account makes. */
	instance: FirstSettings.optional(),
});
type Registration = z.output<typeof Registration>;

const taken = (name: string) => new AppError("username_taken", `${name} is taken.`);

/**
 * Registers an account. The first account of an instance becomes its administrator, whatever the settings; of concurrent
 * first ones exactly one does. An unverified email address proves no ownership: it is stored as given, even if another
 * account has it, so that registering never reveals whether an address has an account. An e-mail with a link verifies
 * it. Throws `username_taken`, what `admit` and a join through an invite throw, and `rate_limited` above 20 an hour from
 * one address.
 */
export async function register(
	address: string,
	wanted: Registration,
	locale: Locale,
): Promise<{ user: OwnUser } | { awaits: AwaitedStep[] }> {
	if (!config.signIn.password)
		throw new AppError("registration_closed", "On this instance accounts are created with a provider.");
	await consume("registrations", address);
	// Spares the work of hashing the password. The transaction decides.
	const { current, isEmpty } = appState().instanceSettings;
	if (!isEmpty) rejectClosed(current);
	if (!isEmpty) check(current, wanted.solution);
	rejectReservedNames(wanted);
	rejectGuessable("password", wanted.password, wanted.username);
	const invite = wanted.invite === undefined || isEmpty ? null : await loadInvite(null, wanted.invite, address);
	const passwordHash = await hashPassword(wanted.password, address);
	const { id, awaits } = await createAccount({
		address,
		username: wanted.username,
		displayName: wanted.displayName ?? wanted.username,
		passwordHash,
		locale,
		email: wanted.email ?? null,
		isVerified: false,
		code: wanted.code,
		invite,
		solution: wanted.solution,
		firstSettings: wanted.instance,
	});
	return awaits.length > 0 ? { awaits } : mine({ id });
}

/** Throws unless an account may have these names. */
export function rejectReservedNames({ username, displayName }: Pick<Registration, "username" | "displayName">): void {
	if (isReserved(username)) throw taken(username);
	if (displayName !== undefined && isReserved(displayName))
		throw invalid({ displayName: "Looks like a name that speaks for everybody." });
}

export type NewAccount = Applicant & {
	/** The address of the client. */
	address: string;
	username: string;
	displayName: string;
	/** Null for an account that signs in by other means. */
	passwordHash: string | null;
	locale: Locale;
	/** Stored with the account, or not at all. */
	identity?: NewIdentity;
	/** Settings of the instance, if the account must be its first. */
	firstSettings?: z.output<typeof FirstSettings> | undefined;
};

/**
 * Stores an account that may register, and makes its user a member of the server whose invite has admitted them: if they
 * cannot join, there is no account. Returns what the account waits for before it can be used.
 */
export async function createAccount(account: NewAccount): Promise<{ id: number; awaits: AwaitedStep[] }> {
	const { id, admission, events } = await store(account);
	for (const event of events) await applyEvent(event);
	if (account.invite && admission.joins) await joinOrDelete(id, account.invite, admission);
	return { id, awaits: awaitedSteps(admission) };
}

async function store(account: NewAccount) {
	const { username, displayName, passwordHash, email, isVerified, locale } = account;
	try {
		return await transaction(async (tx) => {
			const [row] = await tx
				.insert(users)
				.values({
					...{ username, displayName, passwordHash, email },
					emailVerifiedAt: email !== null && isVerified ? sql`now()` : null,
				})
				.returning({ id: users.id });
			if (!row) throw new Error("An account row was not returned.");
			if (account.identity) await link(tx, row.id, account.identity);
			const events: ClusterEvent[] = [];
			const isFirst = await becomeFirst(tx, row.id, account.firstSettings, events);
			const admission = isFirst ? usable : await admit(tx, account);
			if (!isFirst) await countRegistration(tx, account.address);
			const { joins, awaitsEmail } = admission;
			// Until the user has joined the account cannot be used, so that a crash in between lets nobody in.
			const awaitsApproval = joins || admission.awaitsApproval;
			if (awaitsApproval || awaitsEmail)
				await tx.update(users).set({ awaitsApproval, awaitsEmail }).where(eq(users.id, row.id));
			if (email !== null && !isVerified && isConfigured())
				events.push(await enqueueIn(tx, "mail", { kind: "verify", userId: row.id, email, locale }));
			return { id: row.id, admission, events };
		});
	} catch (error) {
		if (constraintOf(error) === "users_username_unique") throw taken(username);
		throw error;
	}
}

const usable: Admission = { awaitsApproval: false, awaitsEmail: false, joins: false };

/** Makes the user the administrator if they are the first. The instance's row is the lock, held until the commit. */
async function becomeFirst(
	tx: Tx,
	userId: number,
	settings: NewAccount["firstSettings"],
	events: ClusterEvent[],
): Promise<boolean> {
	const [first] = await tx
		.update(instance)
		.set({ firstUserId: userId, settingsRevision: sql`${instance.settingsRevision} + 1` })
		.where(isNull(instance.firstUserId))
		.returning({ id: instance.id });
	if (!first && settings) throw new AppError("conflict", "Somebody else has just set up this instance.");
	if (!first) return false;
	if (settings) await storeChange(tx, { id: userId }, settings);
	await tx.update(users).set({ isAdmin: true }).where(eq(users.id, userId));
	const notice: ClusterEvent = { kind: "settings_changed" };
	await emitInTransaction(tx, notice);
	events.push(notice);
	return true;
}

async function joinOrDelete(id: number, invite: LoadedInvite, { awaitsApproval }: Admission): Promise<void> {
	try {
		await enter(id, invite);
	} catch (error) {
		await db.delete(users).where(eq(users.id, id));
		throw error;
	}
	await db.update(users).set({ awaitsApproval }).where(eq(users.id, id));
}
