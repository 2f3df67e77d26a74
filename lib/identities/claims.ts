import { normalized } from "../markdown/normalized";
import { isReserved } from "../text/confusables";
import { isStorable, lengthOf, line } from "../text/schema";
import { Email } from "../users/accounts";

/** The claims of a provider about the user who has signed in there. */
export type Claimed = {
	/** The id of the account at the provider. */
	subject: string;
	email: string | null;
	/** The provider has verified the address. */
	emailVerified: boolean;
	displayName: string | null;
	/** The username that the claims suggest; null if they have no valid letters. */
	username: string | null;
	/** The time of the proof of identity at the provider, in seconds; null if its claims lack it. */
	authenticatedAt: number | null;
};

/** The text values of a claim, which may be one text or a list. Its name may be a path, as `realm_access.roles`. */
export function valuesOf(claims: Record<string, unknown>, name: string): string[] {
	return [claimAt(claims, name) ?? []].flat().filter((value) => typeof value === "string");
}

/** Undefined without the claim. */
export function claimAt(claims: Record<string, unknown>, name: string): unknown {
	if (Object.hasOwn(claims, name)) return claims[name];
	let at: unknown = claims;
	for (const part of name.split(".")) {
		if (typeof at !== "object" || at === null || !Object.hasOwn(at, part)) return undefined;
		at = (at as Record<string, unknown>)[part];
	}
	return at;
}

const maxSubjectLength = 255;

/** Reads the claims, which may be anything. Null without a subject that can be stored. */
export function claimedIn(claims: Record<string, unknown>): Claimed | null {
	const { sub } = claims;
	if (typeof sub !== "string" || sub === "" || sub.length > maxSubjectLength || !isStorable(sub)) return null;
	const email = Email.safeParse(claims.email).data ?? null;
	const displayName = line(1, 100).safeParse(claims.name).data;
	const names = [claims.preferred_username, claims.nickname, email, claims.name];
	return {
		subject: sub,
		email,
		emailVerified: email !== null && claims.email_verified === true,
		displayName: displayName === undefined || isReserved(displayName) ? null : displayName,
		authenticatedAt: typeof claims.auth_time === "number" ? claims.auth_time : null,
		username: names.map(usernameIn).find((name) => name !== null) ?? null,
	};
}

const longest = 32;

/** A username like the given name, or like the part of an e-mail address before the @. */
function usernameIn(name: unknown): string | null {
	if (typeof name !== "string" || lengthOf(name) > 300) return null;
	const username = normalized(name.split("@")[0] ?? "", "NFKD")
		.toLowerCase()
		.trim()
		.replace(/[\s-]+/g, ".")
		.replace(/[^a-z0-9._]/g, "")
		.replace(/\.{2,}/g, ".")
		.slice(0, longest)
		.replace(/^[._]+|[._]+$/g, "");
	return username.length < 2 || isReserved(username) ? null : username;
}
