import { and, eq, gt, inArray, isNull, lt, sql } from "drizzle-orm";
import { type Database, db } from "@/db";
import { emailTokens } from "@/db/schema";
import { hashOf, newToken } from "../auth/secret-token";
import { AppError } from "../errors";
import type { Tx } from "../transaction";

type Purpose = (typeof emailTokens.$inferSelect)["purpose"];
type Token = { userId: number; purpose: Purpose; email: string | null };

const hour = 3_600_000;
const validMs = { verify: 24 * hour, change: 24 * hour, reset: hour } as const;

/** Creates a token for the user and returns it. The database keeps only its hash. */
export async function create(
	tx: Tx,
	token: Token & { purpose: keyof typeof validMs },
): Promise<{ token: string; expiresAt: Date }> {
	const secret = newToken();
	const [row] = await tx
		.insert(emailTokens)
		.values({
			...token,
			hash: hashOf(secret),
			expiresAt: sql`now() + make_interval(secs => ${validMs[token.purpose] / 1000})`,
		})
		.returning({ expiresAt: emailTokens.expiresAt });
	if (!row) throw new Error("A token row was not returned.");
	return { token: secret, expiresAt: row.expiresAt };
}

/** In SQL: whether a row is that of this token, and it can be used for one of the purposes. */
const isUsable = (token: string, purposes: Purpose[]) =>
	and(
		eq(emailTokens.hash, hashOf(token)),
		inArray(emailTokens.purpose, purposes),
		isNull(emailTokens.usedAt),
		gt(emailTokens.expiresAt, sql`now()`),
	);

const columns = { userId: emailTokens.userId, purpose: emailTokens.purpose, email: emailTokens.email };

export const expired = () =>
	new AppError("token_expired", "This link has expired or was used already. Ask for a new one.");

/** Reads a token without using it. Throws `token_expired`. */
export async function peek(on: Database | Tx, token: string, ...purposes: Purpose[]): Promise<Token> {
	const [found] = await on.select(columns).from(emailTokens).where(isUsable(token, purposes));
	if (!found) throw expired();
	return found;
}

/**
 * Uses a token. Of two uses at once the second waits for the first one's row, and finds it used. Throws
 * `token_expired`.
 */
export async function use(tx: Tx, token: string, ...purposes: Purpose[]): Promise<Token> {
	const [used] = await tx
		.update(emailTokens)
		.set({ usedAt: sql`now()` })
		.where(isUsable(token, purposes))
		.returning(columns);
	if (!used) throw expired();
	return used;
}

/** Ends the user's other tokens of these purposes, or all. */
export async function revokeAll(tx: Tx, userId: number, ...purposes: Purpose[]): Promise<void> {
	await tx
		.update(emailTokens)
		.set({ usedAt: sql`now()` })
		.where(
			and(
				eq(emailTokens.userId, userId),
				isNull(emailTokens.usedAt),
				purposes.length > 0 ? inArray(emailTokens.purpose, purposes) : undefined,
			),
		);
}

/** Deletes tokens a week after their end. */
export async function sweepEmailTokens(): Promise<void> {
	await db.delete(emailTokens).where(lt(emailTokens.expiresAt, sql`now() - interval '7 days'`));
}
