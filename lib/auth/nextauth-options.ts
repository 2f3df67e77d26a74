import { AsyncLocalStorage } from "node:async_hooks";
import type { NextAuthOptions } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { callbackCookie, csrfCookie, nextAuthCookie, sessionCookie } from "../http/cookies";
import { consume } from "../http/rate-limits";
import { requirePasswordSignIn } from "../identities/providers";
import type { Locale } from "../locale";
import { appState } from "../process/app-state";
import { log } from "../process/log";
import { rejectWaiting } from "../registration/waiting";
import { accountWithPassword } from "./require-password";
import { cookieSeconds } from "./session-cookie";
import type { Client } from "./sessions";
import * as sessions from "./sessions";
import { suspended } from "./suspension";
import { withinSite } from "./within-site";

type Person = { id: string; name: string; passwordHash: string; hasSecondFactor: boolean };
const signInWithPassword = new AsyncLocalStorage<Person | null>();

/** Runs NextAuth's sign-in with the user who has these credentials, or with null. */
export const toNextAuthUser = <T>(person: Person | null, work: () => T): T => signInWithPassword.run(person, work);

/**
 * The user with this username or verified e-mail address and password. An unknown name and a wrong password give the
 * same response in the same time. Throws `suspended`, `awaiting_approval` and `email_not_verified` with the right ones.
 */
export async function userWithCredentials(
	username: string,
	password: string,
	address: string,
	locale: Locale = "en",
): Promise<Person | null> {
	requirePasswordSignIn();
	await consume("signIns", address);
	const account = await accountWithPassword(username.trim().toLowerCase(), password, address);
	if (!account) return null;
	if (account.suspension) throw suspended(account.suspension);
	await rejectWaiting(account, locale);
	const { id, username: name, passwordHash, hasSecondFactor } = account;
	return { id: String(id), name, passwordHash, hasSecondFactor };
}

/** The cookies of the sign-in. */
export function cookiesFor(secure: boolean) {
	return {
		sessionToken: nextAuthCookie(sessionCookie, secure),
		csrfToken: nextAuthCookie(csrfCookie, secure),
		callbackUrl: nextAuthCookie(callbackCookie, secure),
	};
}

/** NextAuth answers an error with its message in `error`. This flow has one step; `POST /api/sign-in` has two. */
export function authorize(): { id: string; name: string } | null {
	const person = signInWithPassword.getStore();
	if (person?.hasSecondFactor) throw new Error("SecondFactorRequired");
	return person ? { id: person.id, name: person.name } : null;
}

/** Null also if the password was changed during the sign-in, or a second factor was set up. */
export async function beginSession(client: Client): Promise<string | null> {
	const person = signInWithPassword.getStore();
	if (!person) return null;
	const { id, passwordHash } = person;
	return sessions.create({ ...client, userId: Number(id), passwordHash, provedSecondFactor: false });
}

/** NextAuth's own flow, with Hearth's cookie names. */
export function options(secure: boolean, client: Client): NextAuthOptions {
	return {
		secret: appState().secret,
		session: { strategy: "jwt", maxAge: cookieSeconds },
		pages: { signIn: "/login", error: "/login", signOut: "/" },
		useSecureCookies: false,
		cookies: cookiesFor(secure),
		providers: [
			Credentials({
				credentials: { username: {}, password: { type: "password" } },
				authorize: async () => authorize(),
			}),
		],
		callbacks: {
			redirect: withinSite,
			jwt: async ({ token, user }) => {
				const sid = user ? await beginSession(client) : null;
				// Without a session the cookie is worth nothing.
				return sid === null ? token : { ...token, sid };
			},
		},
		events: {
			signOut: async ({ token }) => {
				if (typeof token?.sid === "string") await sessions.revoke(token.sid);
			},
		},
		logger: {
			error: (code) => log.warn({ code }, "NextAuth refused"),
			warn: (code) => log.debug({ code }, "NextAuth"),
			debug: () => {},
		},
	};
}
