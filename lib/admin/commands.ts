import { and, desc, eq, gt, isNotNull, isNull, sql } from "drizzle-orm";
import { db } from "@/db";
import { type instanceAuditLog, sessions, users } from "@/db/schema";
import { revokeOthers } from "../auth/sessions";
import { applyEvent } from "../cluster/events";
import * as emailTokens from "../email-tokens/email-tokens";
import { changeSettings } from "../instance/change-settings";
import { registrationModes, SettingsChange } from "../instance/fields";
import { resetLink } from "../mail/emails";
import { removeAll } from "../second-factors/second-factor";
import { type Tx, transaction } from "../transaction";
import { findUser } from "../users/find-user";
import { lockAccount } from "../users/lock-account";
import { writeInstanceAudit } from "./write-audit";

/** A reason that the operator can mend. Its message is one sentence. */
export class CommandError extends Error {
	override readonly name = "CommandError";
}

type Action = (typeof instanceAuditLog.$inferInsert)["action"];

/** Commands act as the machine: nobody has signed in. */
const audit = (tx: Tx, action: Action, subjectId: number | null) => writeInstanceAudit(tx, { action, subjectId });

/** Makes a link with which the user sets a new password. Their password and sessions stay until they do. */
export function reset(username: string): Promise<string> {
	return onAccount(username, async (tx, { id }) => {
		const { token, expiresAt } = await emailTokens.create(tx, { userId: id, purpose: "reset", email: null });
		await audit(tx, "reset_link", id);
		return `Give this link to @${username}. It works once, until ${expiresAt.toISOString()}:\n${resetLink(token)}`;
	});
}

export function makeAdmin(username: string): Promise<string> {
	return onAccount(username, async (tx, { id }) => {
		await tx.update(users).set({ isAdmin: true }).where(eq(users.id, id));
		await audit(tx, "make_admin", id);
		return `@${username} is an administrator.`;
	});
}

/** Removes a user's second factors, for one who has lost their phone and their recovery codes. */
export function removeFactors(username: string): Promise<string> {
	return onAccount(username, async (tx, { id, username: name }) => {
		await removeAll(tx, id);
		await audit(tx, "remove_factors", id);
		return `@${name} signs in with the password alone.`;
	});
}

/** Ends the sessions of a user, or of everybody. Instances that run disconnect their sockets. */
export async function endSessions(username: string | undefined): Promise<string> {
	const end = async (tx: Tx, account?: { id: number; username: string }) => {
		const events = await revokeOthers(tx, account?.id ?? "all", null);
		await audit(tx, "end_sessions", account?.id ?? null);
		return { events, owner: account ? ` of @${account.username}` : "" };
	};
	const { events, owner } = await (username === undefined ? transaction((tx) => end(tx)) : onAccount(username, end));
	for (const event of events) await applyEvent(event);
	return `${events.length} sessions${owner} have ended.`;
}

/** Sets who may create an account. */
export async function setRegistration(mode: string): Promise<string> {
	const { success, data } = SettingsChange.safeParse({ registration: mode });
	if (!success) throw new CommandError(`The mode of registration must be ${registrationModes.join(" or ")}.`);
	await changeSettings(null, data);
	return `Registration is ${mode}.`;
}

/** All accounts, the newest first. */
export async function list(): Promise<string> {
	const count = db
		.select({ n: sql<number>`count(*)` })
		.from(sessions)
		.where(and(eq(sessions.userId, users.id), isNull(sessions.revokedAt), gt(sessions.expiresAt, sql`now()`)));
	const rows = await db
		.select({
			username: users.username,
			email: users.email,
			isVerified: isNotNull(users.emailVerifiedAt),
			isAdmin: users.isAdmin,
			lastSeenDay: users.lastSeenDay,
			sessions: sql<number>`${count}`,
		})
		.from(users)
		.where(eq(users.kind, "person"))
		.orderBy(desc(users.id));
	return rows
		.map(({ username, email, isVerified, isAdmin, lastSeenDay, sessions }) =>
			[
				`@${username}`,
				isAdmin ? "administrator" : "",
				email ? `${email}${isVerified ? "" : " (not verified)"}` : "",
				`${sessions} sessions`,
				lastSeenDay ? `last seen ${lastSeenDay}` : "",
			]
				.filter(Boolean)
				.join(", "),
		)
		.join("\n");
}

/** Runs `act` under the lock of an account that can sign in. */
async function onAccount<T>(
	username: string,
	act: (tx: Tx, account: { id: number; username: string }) => Promise<T>,
): Promise<T> {
	return transaction(async (tx) => {
		const account = await findUser(tx, username.replace(/^@/, ""));
		if (!account) throw new CommandError(`There is no account @${username}.`);
		await lockAccount(tx, account.id);
		const [row] = await tx.select({ kind: users.kind }).from(users).where(eq(users.id, account.id));
		if (row?.kind === "placeholder")
			throw new CommandError(`@${account.username} is an author of imported messages and cannot sign in.`);
		if (row?.kind !== "person") throw new CommandError(`There is no account @${username}.`);
		return act(tx, account);
	});
}
