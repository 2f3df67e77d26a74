import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { instance, users } from "@/db/schema";
import { hashPassword } from "../auth/password";
import { rejectGuessable } from "../auth/password-rules";
import type { Viewer } from "../auth/viewer";
import { recordMatches } from "../automod/matches";
import { screenUserText } from "../automod/screen";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import { AppError, constraintOf, invalid } from "../errors";
import { consume } from "../http/rate-limits";
import { enqueueIn } from "../jobs/enqueue";
import type { Locale } from "../locale";
import { isConfigured } from "../mail/mail";
import { appState } from "../process/app-state";
import type { ChosenStatus, OwnUser } from "../realtime/protocol";
import { isReserved, rejectConfusableName } from "../text/confusables";
import { isStorable, lengthOf, line, lines } from "../text/schema";
import { transaction } from "../transaction";
import { NewStatus } from "./custom-status";
import { signsInAs } from "./find-user";
import { ownUser } from "./serialize";
import { isUsername } from "./username";

const username = z
	.string("Must be text.")
	.trim()
	.toLowerCase()
	.regex(/^[a-z0-9_.]{2,32}$/, "Use 2 to 32 letters a–z, digits, dots or underscores.")
	.regex(isUsername, "Begin and end with a letter or digit, and put no two dots in a row.");

export const NewPassword = z.string("Must be text.").superRefine((value, context) => {
	const length = lengthOf(value);
	if (!isStorable(value))
		context.addIssue({ code: "custom", message: "Contains characters that cannot be typed again." });
	else if (length < 8) context.addIssue({ code: "custom", message: "Use 8 characters or more." });
	else if (length > 200) context.addIssue({ code: "custom", message: "Use 200 characters or fewer." });
});

const notAnAddress = "Must be an e-mail address.";
export const Email = z.email(notAnAddress).trim().toLowerCase().max(254, notAnAddress);

export const Registration = z.strictObject({
	username,
	password: NewPassword,
	displayName: line(1, 100).optional(),
	email: Email.optional(),
});
export const Profile = z.strictObject({
	displayName: line(1, 100).optional(),
	bio: lines(0, 1000).optional(),
	status: NewStatus.nullish(),
});

/**
 * Registers an account. The first account of an instance becomes its administrator; of concurrent first ones exactly
 * one does. An unverified email address proves no ownership: it is stored as given, even if another account has it, so
 * that registering never reveals whether an address has an account. An e-mail with a link verifies it. Throws
 * `username_taken`, and `rate_limited` above 20 an hour from one address.
 */
export async function register(
	address: string,
	wanted: z.output<typeof Registration>,
	locale: Locale,
): Promise<{ user: OwnUser }> {
	await consume("registrations", address);
	const taken = () => new AppError("username_taken", `${wanted.username} is taken.`);
	if (isReserved(wanted.username)) throw taken();
	if (wanted.displayName !== undefined && isReserved(wanted.displayName))
		throw invalid({ displayName: "Looks like a name that speaks for everybody." });
	rejectGuessable("password", wanted.password, wanted.username);
	const passwordHash = await hashPassword(wanted.password, address);
	try {
		const { userId, events } = await transaction(async (tx) => {
			const [row] = await tx
				.insert(users)
				.values({
					username: wanted.username,
					displayName: wanted.displayName ?? wanted.username,
					email: wanted.email ?? null,
					passwordHash,
				})
				.returning({ id: users.id });
			if (!row) throw new Error("An account row was not returned.");
			// The settings row is the lock: the first registration holds it until the commit.
			const [first] = await tx
				.update(instance)
				.set({ firstUserId: row.id })
				.where(isNull(instance.firstUserId))
				.returning({ id: instance.id });
			if (first) await tx.update(users).set({ isAdmin: true }).where(eq(users.id, row.id));
			const userId = row.id;
			const { email } = wanted;
			const events =
				email && isConfigured() ? [await enqueueIn(tx, "mail", { kind: "verify", userId, email, locale })] : [];
			return { userId, events };
		});
		for (const event of events) await applyEvent(event);
		return await mine({ id: userId });
	} catch (error) {
		const constraint = constraintOf(error);
		if (constraint === "users_username_unique") throw taken();
		throw error;
	}
}

/** The viewer's own account. */
export async function mine(viewer: { id: number }): Promise<{ user: OwnUser }> {
	const user = await ownUser(viewer.id);
	if (!user) throw new AppError("unauthenticated", "Sign in to go on.");
	return { user };
}

/** Updates the viewer's public profile; omitted fields stay. Notifies the users who can see it. */
export async function update(viewer: Viewer, profile: z.output<typeof Profile>): Promise<{ user: OwnUser }> {
	const { displayName, bio, status } = profile;
	const given = {
		...(displayName !== undefined && { displayName }),
		...(bio !== undefined && { bio }),
		...(status !== undefined && {
			statusEmoji: status?.emoji ?? null,
			statusText: status?.text ?? "",
			statusUntil: status?.until ?? null,
		}),
	};
	const matches = status?.text ? await screenUserText(viewer, status.text) : [];
	if (Object.keys(given).length > 0) {
		const notice: ClusterEvent = { kind: "account_changed", userId: viewer.id };
		if (displayName === undefined) notice.only = status === undefined ? "own" : "status";
		const recorded = await transaction(async (tx) => {
			if (displayName !== undefined) await rejectConfusableName(tx, viewer.id, displayName);
			await tx.update(users).set(given).where(eq(users.id, viewer.id));
			await emitInTransaction(tx, notice);
			return recordMatches(tx, matches, null);
		});
		await applyEvent(notice);
		appState().matchQueue.add(recorded);
	}
	return mine(viewer);
}

/** Sets the viewer's presence on every device, now and after every absence. */
export async function setPresence(viewer: Viewer, presence: ChosenStatus): Promise<void> {
	const notice: ClusterEvent = { kind: "account_changed", userId: viewer.id, only: "own" };
	await transaction(async (tx) => {
		await tx.update(users).set({ presence }).where(eq(users.id, viewer.id));
		await emitInTransaction(tx, notice);
	});
	await applyEvent(notice);
}

/** The account that signs in with this name, which is in lower case; null for an unknown one. */
export async function credentialsOf(
	name: string,
): Promise<{ id: number; username: string; passwordHash: string | null } | null> {
	const [row] = await db
		.select({ id: users.id, username: users.username, passwordHash: users.passwordHash })
		.from(users)
		.where(and(eq(users.kind, "person"), signsInAs(name)));
	return row ?? null;
}
