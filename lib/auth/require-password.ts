import { invalid } from "../errors";
import { consume, peek } from "../http/rate-limits";
import { isStorable } from "../text/schema";
import * as accounts from "../users/accounts";
import { passwordMatches } from "./password";
import type { Viewer } from "./viewer";

export const wrongPassword = (field: string) => invalid({ [field]: "This is not your password." });

/**
 * The account with this username or verified e-mail address, in lower case, and this password; null if there is none,
 * after the same time. After ten wrong passwords a minute for one name from one address it throws `rate_limited`.
 */
export async function accountWithPassword(name: string, password: string, address: string) {
	// By the name as it was typed: a common count of a username and an address would show that they belong together.
	const who = `${name.slice(0, 64)} ${address}`;
	await peek("passwords", who);
	const usable = isStorable(name) && isStorable(password) && password.length <= 1000;
	const account = usable ? await accounts.credentialsOf(name) : null;
	const right = await passwordMatches(usable ? password : "", account?.passwordHash, address);
	if (right && account?.passwordHash) return { ...account, passwordHash: account.passwordHash };
	await consume("passwords", who);
	return null;
}

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
	const account = await accountWithPassword(viewer.username, password, address);
	if (!account) throw wrongPassword(field);
	return account.passwordHash;
}
