import { invalid } from "../errors";
import { consume, peek } from "../http/rate-limits";
import { isStorable } from "../text/schema";
import * as accounts from "../users/accounts";
import { passwordMatches } from "./password";
import type { Viewer } from "./viewer";

export const wrongPassword = (field: string) => invalid({ [field]: "This is not your password." });

/**
 * Throws `invalid_request` unless this is the viewer's own password, and returns its hash. Wrong ones count as when
 * signing in.
 */
export async function requirePassword(
	viewer: Viewer,
	password: string,
	address: string,
	field = "password",
): Promise<string> {
	const who = `${viewer.username} ${address}`;
	await peek("passwords", who);
	const usable = isStorable(password) && password.length <= 1000;
	const account = await accounts.credentialsOf(viewer.username);
	const right = await passwordMatches(usable ? password : "", account?.passwordHash, address);
	if (right && account?.passwordHash) return account.passwordHash;
	await consume("passwords", who);
	throw wrongPassword(field);
}
