import { invalid } from "../errors";
import { consume, peek } from "../http/rate-limits";
import { isStorable } from "../text/schema";
import * as accounts from "../users/accounts";
import { passwordMatches } from "./password";
import type { Viewer } from "./viewer";

/** Throws `invalid_request` unless this is the viewer's own password. Wrong ones count as when signing in. */
export async function requirePassword(viewer: Viewer, password: string, address: string): Promise<void> {
	const who = `${viewer.username} ${address}`;
	await peek("passwords", who);
	const usable = isStorable(password) && password.length <= 1000;
	const account = await accounts.credentialsOf(viewer.username);
	if (await passwordMatches(usable ? password : "", account?.passwordHash, address)) return;
	await consume("passwords", who);
	throw invalid({ password: "This is not your password." });
}
