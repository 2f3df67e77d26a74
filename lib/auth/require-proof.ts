import { and, eq } from "drizzle-orm";
import { users } from "@/db/schema";
import { requireRecentAuthentication } from "./recent-authentication";
import { requirePassword } from "./require-password";
import type { Viewer } from "./viewer";

/**
 * Throws unless the viewer's password is given, or, without one, they have authenticated within the last ten minutes:
 * not every account has a password. Returns the hash that the password was checked against.
 */
export async function requireProof(
	viewer: Viewer,
	password: string | undefined,
	address: string,
): Promise<string | undefined> {
	if (password !== undefined) return requirePassword(viewer, password, address);
	await requireRecentAuthentication(viewer);
	return undefined;
}

/** Over `users`: the viewer's account, unless its password was changed after `requireProof` had checked it. */
export const isProved = (viewer: Viewer, checked: string | undefined) =>
	and(eq(users.id, viewer.id), checked === undefined ? undefined : eq(users.passwordHash, checked));
