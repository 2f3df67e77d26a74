import { and, eq, isNotNull } from "drizzle-orm";
import type { Database } from "@/db";
import { users } from "@/db/schema";
import { isStorable } from "../text/schema";
import type { Tx } from "../transaction";

/** In SQL: whether an account signs in with this username or verified e-mail address, which is in lower case. */
export const signsInAs = (name: string) =>
	name.includes("@") ? and(eq(users.email, name), isNotNull(users.emailVerifiedAt)) : eq(users.username, name);

/** Finds a user by username in any case, whether or not the viewer may see their profile. */
export async function findUser(on: Database | Tx, username: string): Promise<{ id: number; username: string } | null> {
	if (!isStorable(username)) return null;
	const [row] = await on
		.select({ id: users.id, username: users.username })
		.from(users)
		.where(eq(users.username, username.toLowerCase()));
	return row ?? null;
}

/** The id of the user whom a filter names. Undefined without a name, null for a name that nobody has. */
export async function userIdOf(on: Database | Tx, username: string | undefined): Promise<number | null | undefined> {
	if (!username) return undefined;
	return (await findUser(on, username))?.id ?? null;
}
