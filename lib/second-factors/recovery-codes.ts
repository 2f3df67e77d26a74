import { randomBytes } from "node:crypto";
import { and, count, eq, isNull, sql } from "drizzle-orm";
import { Secret } from "otpauth";
import type { Database } from "@/db";
import { recoveryCodes } from "@/db/schema";
import { hashOf } from "../auth/secret-token";
import type { Tx } from "../transaction";

const codes = 10;
/** 120 bits, so that a hash without salt does not help to find a code. Earlier codes have 80 and are still valid. */
const codeBytes = 15;

/** Users leave out or add hyphens and blanks, and type either case. */
const hashOfCode = (code: string) => hashOf(code.toUpperCase().replace(/[^A-Z0-9]/g, ""));

/** `abcd-efgh-ijkl-mnop-qrst-uvwx`: 120 random bits. */
function newCode(): string {
	const { base32 } = new Secret({ buffer: Uint8Array.from(randomBytes(codeBytes)).buffer });
	return base32.toLowerCase().replace(/(.{4})(?=.)/g, "$1-");
}

/** Replaces the user's codes. Nothing can show them again. */
export async function replace(tx: Tx, userId: number): Promise<string[]> {
	const made = Array.from({ length: codes }, newCode);
	await tx.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId));
	await tx.insert(recoveryCodes).values(made.map((code) => ({ userId, hash: hashOfCode(code) })));
	return made;
}

/** Uses one up; false if it is none of the user's, or was used before. */
export async function use(tx: Tx, userId: number, code: string): Promise<boolean> {
	const [used] = await tx
		.update(recoveryCodes)
		.set({ usedAt: sql`now()` })
		.where(
			and(eq(recoveryCodes.userId, userId), eq(recoveryCodes.hash, hashOfCode(code)), isNull(recoveryCodes.usedAt)),
		)
		.returning({ userId: recoveryCodes.userId });
	return used !== undefined;
}

export async function left(on: Database | Tx, userId: number): Promise<number> {
	const [row] = await on
		.select({ n: count() })
		.from(recoveryCodes)
		.where(and(eq(recoveryCodes.userId, userId), isNull(recoveryCodes.usedAt)));
	return row?.n ?? 0;
}
