import { eq } from "drizzle-orm";
import { db } from "@/db";
import { users } from "@/db/schema";
import { AppError } from "../errors";
import type { AccountSettings } from "../realtime/protocol";
import { settingsColumn } from "../users/serialize";

export type NumberedSettings = { settings: AccountSettings; rev: number };

export const columns = { settings: settingsColumn, rev: users.settingsRev };

/** The settings of an account. */
export async function settingsOf({ id }: { id: number }): Promise<NumberedSettings> {
	const [row] = await db.select(columns).from(users).where(eq(users.id, id));
	if (!row) throw new AppError("unauthenticated", "Sign in to go on.");
	return row;
}
