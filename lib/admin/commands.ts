import { desc, eq, isNotNull } from "drizzle-orm";
import { db } from "@/db";
import { users } from "@/db/schema";
import { revokeOthers } from "../auth/sessions";
import { isSuspended } from "../auth/suspension";
import { applyEvent, type ClusterEvent } from "../cluster/events";
import { changeSettings } from "../instance/change-settings";
import { factorRules, registrationModes, SettingsChange } from "../instance/fields";
import { config } from "../process/config";
import { type Tx, transaction } from "../transaction";
import { findUser } from "../users/find-user";
import { lockAccount } from "../users/lock-account";
import * as actions from "./account-actions";
import { CommandError } from "./command-error";
import * as deletion from "./delete-account";
import { sessionCount } from "./people";
import { writeInstanceAudit } from "./write-audit";

/** Commands act as the machine: nobody has signed in. */
const machine = null;

/** Makes a link with which the user sets a new password. Their password and sessions stay until they do. */
export function reset(username: string): Promise<string> {
	return onAccount(username, async (tx, account) => {
		const { link, expiresAt } = await actions.createResetLink(tx, machine, account);
		const hint = config.publicUrl ? "" : `\n${addressHint(new URL(link).origin)}`;
		return `Give this link to @${account.username}. It works once, until ${expiresAt}:\n${link}${hint}`;
	});
}

/** The command does not know the address at which users open the instance. */
const addressHint = (origin: string) =>
	`PUBLIC_URL is not set: if users open Hearth at another address than ${origin}, begin the link with theirs.`;

export const makeAdmin = (username: string): Promise<string> =>
	change(
		username,
		(tx, account) => actions.setAdministrator(tx, machine, account, true),
		(name) => `${name} is an administrator.`,
	);

export const removeAdmin = (username: string): Promise<string> =>
	change(
		username,
		(tx, account) => actions.setAdministrator(tx, machine, account, false),
		(name) => `${name} is no administrator.`,
	);

/** Permanently, until it is restored. */
export const suspend = (username: string): Promise<string> =>
	change(
		username,
		(tx, account) => actions.suspend(tx, machine, account, { reason: "", until: null }),
		(name) => `${name} is suspended and cannot sign in.`,
	);

export const restore = (username: string): Promise<string> =>
	change(
		username,
		(tx, account) => actions.restore(tx, machine, account),
		(name) => `${name} can sign in.`,
	);

/** In 14 days, with the messages staying. The administration can also remove them. */
export const deleteAccount = (username: string): Promise<string> =>
	change(
		username,
		(tx, account) => deletion.deleteAccount(tx, machine, account, { reason: "", alsoMessages: false }),
		(name) => `${name} cannot sign in any more, and will be deleted in 14 days. Until then, "restore" undoes it.`,
	);

/** For a user who has lost their phone and their recovery codes. */
export const removeFactors = (username: string): Promise<string> =>
	change(
		username,
		(tx, account) => actions.removeFactors(tx, machine, account),
		(name) => `${name} signs in with the password alone.`,
	);

/** Changes an account. Instances that run follow at once. */
async function change(
	username: string,
	act: (tx: Tx, account: actions.Subject) => Promise<ClusterEvent[]>,
	sentence: (name: string) => string,
): Promise<string> {
	const { events, name } = await onAccount(username, async (tx, account) => ({
		events: await act(tx, account),
		name: `@${account.username}`,
	}));
	for (const event of events) await applyEvent(event);
	return sentence(name);
}

/** Ends the sessions of a user, or of everybody. Instances that run disconnect their sockets. */
export async function endSessions(username: string | undefined): Promise<string> {
	const end = async (tx: Tx, account?: actions.Subject) => {
		if (account) return { events: await actions.endSessions(tx, machine, account), owner: ` of @${account.username}` };
		const events = await revokeOthers(tx, "all", null);
		await writeInstanceAudit(tx, { action: "end_sessions", subjectId: null, details: { count: events.length } });
		return { events, owner: "" };
	};
	const { events, owner } = await (username === undefined ? transaction((tx) => end(tx)) : onAccount(username, end));
	for (const event of events) await applyEvent(event);
	return `Ended ${countSessions(events.length)}${owner}.`;
}

const countSessions = (count: number) => `${count} ${count === 1 ? "session" : "sessions"}`;

/** Sets who may create an account. */
export async function setRegistration(mode: string): Promise<string> {
	const { success, data } = SettingsChange.safeParse({ registration: mode });
	if (!success) throw new CommandError(`The mode of registration must be ${registrationModes.join(" or ")}.`);
	await changeSettings(null, data);
	return `Registration is ${mode}.`;
}

/** Sets of whom the instance requires a second factor. */
export async function setSecondFactor(rule: string): Promise<string> {
	const { success, data } = SettingsChange.safeParse({ secondFactor: rule });
	if (!success) throw new CommandError(`The rule for second factors must be ${factorRules.join(" or ")}.`);
	await changeSettings(null, data);
	return `A second factor is required of: ${rule === "off" ? "nobody" : rule}.`;
}

/** All accounts, the newest first. */
export async function list(): Promise<string> {
	const rows = await db
		.select({
			username: users.username,
			email: users.email,
			isVerified: isNotNull(users.emailVerifiedAt),
			isAdmin: users.isAdmin,
			isSuspended,
			lastSeenDay: users.lastSeenDay,
			sessions: sessionCount(),
		})
		.from(users)
		.where(eq(users.kind, "person"))
		.orderBy(desc(users.id));
	return rows
		.map(({ username, email, isVerified, isAdmin, isSuspended, lastSeenDay, sessions }) =>
			[
				`@${username}`,
				isAdmin ? "administrator" : "",
				isSuspended ? "suspended" : "",
				email ? `${email}${isVerified ? "" : " (not verified)"}` : "",
				countSessions(sessions),
				lastSeenDay ? `last seen ${lastSeenDay}` : "",
			]
				.filter(Boolean)
				.join(", "),
		)
		.join("\n");
}

/** Runs `act` under the lock of an account that can sign in. */
async function onAccount<T>(username: string, act: (tx: Tx, account: actions.Subject) => Promise<T>): Promise<T> {
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
