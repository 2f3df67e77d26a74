import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { invites, users } from "@/db/schema";
import { wrongPassword } from "../auth/require-password";
import { isProved, requireProof } from "../auth/require-proof";
import type { Viewer } from "../auth/viewer";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import { AppError, constraintOf } from "../errors";
import type { OwnUser } from "../realtime/protocol";
import { isReserved } from "../text/confusables";
import { type Tx, transaction } from "../transaction";
import { mine } from "./accounts";
import { hold } from "./held-usernames";
import { lockAccount } from "./lock-account";
import { Username } from "./username";

export const UsernameChange = z.strictObject({
	username: Username,
	password: z.string("Must be text.").optional(),
});

const everyDays = 30;
const dayMs = 86_400_000;

/**
 * Changes the viewer's username, once in 30 days. Nobody else gets the former one for 90 days, and they may take it back.
 * Throws `username_taken`.
 */
export async function change(
	viewer: Viewer,
	{ username, password }: z.output<typeof UsernameChange>,
	address: string,
): Promise<{ user: OwnUser }> {
	const checked = await requireProof(viewer, password, address);
	const taken = () => new AppError("username_taken", `${username} is taken.`);
	try {
		const events = await transaction(async (tx) => {
			await lockAccount(tx, viewer.id);
			const [account] = await tx
				.select({ username: users.username, changedAt: users.usernameChangedAt })
				.from(users)
				.where(isProved(viewer, checked));
			if (!account) throw wrongPassword("password");
			if (account.username === username) return [];
			if (isReserved(username)) throw taken();
			requireTime(account.changedAt);
			await tx.update(users).set({ username, usernameChangedAt: sql`now()` }).where(eq(users.id, viewer.id));
			await hold(tx, account.username, viewer.id);
			await renameInInvites(tx, account.username, username);
			const renamed: ClusterEvent = { kind: "account_changed", userId: viewer.id };
			await emitInTransaction(tx, renamed);
			return [renamed];
		});
		for (const event of events) await applyEvent(event);
	} catch (error) {
		if (constraintOf(error) === "users_username_unique") throw taken();
		throw error;
	}
	return mine(viewer);
}

function requireTime(changedAt: Date | null): void {
	const waitMs = changedAt ? changedAt.getTime() + everyDays * dayMs - Date.now() : 0;
	if (waitMs > 0)
		throw new AppError("rate_limited", `You can change your username once in ${everyDays} days.`, {
			retryAfterMs: waitMs,
		});
}

/** An invite for certain users names them by their usernames. Another user who gets the name later is not meant. */
export const renameInInvites = (tx: Tx, former: string, username: string) =>
	tx
		.update(invites)
		.set({ onlyUsernames: sql`array_replace(${invites.onlyUsernames}, ${former}, ${username})` })
		.where(sql`${former} = any (${invites.onlyUsernames})`);
