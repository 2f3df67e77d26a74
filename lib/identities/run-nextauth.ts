import { createHash, randomBytes } from "node:crypto";
import type { NextAuthOptions } from "next-auth";
import type { OAuthConfig } from "next-auth/providers/oauth";
import { cookiesFor } from "../auth/nextauth-options";
import {
	csrfCookie,
	guardedCookieIn,
	nameOf,
	nextAuthCookie,
	nonceCookie,
	pkceCookie,
	stateCookie,
} from "../http/cookies";
import { appState } from "../process/app-state";
import { config } from "../process/config";
import { log } from "../process/log";

/** How long a user may take at the provider. */
export const flowSeconds = 15 * 60;

const own = [stateCookie, pkceCookie, nonceCookie];

type Call = {
	action: "signin" | "callback";
	provider: OAuthConfig<Record<string, unknown>>;
	query: Record<string, string>;
	cookieHeader: string | null;
	secure: boolean;
	/** Receives the claims of the provider, after NextAuth has checked everything. */
	onIdentity: (claims: Record<string, unknown>) => void;
};
export type Outcome = { location: string | null; cookies: string[] };

/**
 * Lets NextAuth begin or complete the exchange with a provider. It makes no session: its callback hands over the claims,
 * and ends there. The library is loaded with the first sign-in, because most instances have no provider.
 */
export async function runNextAuth({
	action,
	provider,
	query,
	cookieHeader,
	secure,
	onIdentity,
}: Call): Promise<Outcome> {
	const { default: imported } = await import("next-auth");
	// CommonJS: Node and the test's loader differ in which of the two is the function.
	const NextAuth = ("default" in imported ? imported.default : imported) as (...given: unknown[]) => Promise<void>;
	const csrfToken = randomBytes(32).toString("hex");
	const cookies: Record<string, string> = {};
	for (const name of own) {
		const value = guardedCookieIn(cookieHeader, name);
		if (value) cookies[nameOf(name, secure)] = value;
	}
	// The API's own check of the origin has decided already that the request came from this site.
	cookies[nameOf(csrfCookie, secure)] = `${csrfToken}|${sha256(csrfToken + appState().secret)}`;
	const site = new URL(config.publicUrl ?? "http://localhost");
	const request = {
		method: action === "signin" ? "POST" : "GET",
		query: { ...query, nextauth: [action, provider.id] },
		body: { csrfToken },
		cookies,
		headers: { host: site.host, "x-forwarded-host": site.host, "x-forwarded-proto": site.protocol.slice(0, -1) },
	};
	const response = new RecordedResponse();
	await NextAuth(request, response, optionsFor(provider, secure, onIdentity));
	const names = own.map((name) => `${nameOf(name, secure)}=`);
	return {
		location: response.location,
		cookies: response.cookies.filter((cookie) => names.some((name) => cookie.startsWith(name))),
	};
}

const sha256 = (value: string) => createHash("sha256").update(value).digest("hex");

function optionsFor(provider: Call["provider"], secure: boolean, onIdentity: Call["onIdentity"]): NextAuthOptions {
	const cookie = (name: string) => nextAuthCookie(name, secure, flowSeconds);
	return {
		secret: appState().secret,
		session: { strategy: "jwt" },
		useSecureCookies: false,
		cookies: {
			...cookiesFor(secure),
			state: cookie(stateCookie),
			pkceCodeVerifier: cookie(pkceCookie),
			nonce: cookie(nonceCookie),
		},
		providers: [provider],
		callbacks: {
			signIn: async ({ profile }) => {
				onIdentity({ ...profile });
				return "/";
			},
		},
		logger: {
			error: (code, details) => log.warn({ code, reason: reasonOf(details) }, "A provider's sign-in failed"),
			warn: (code) => log.debug({ code }, "NextAuth"),
			debug: () => {},
		},
	};
}

/** The library's sentence for the operator: it names no token. */
function reasonOf(details: unknown): string | undefined {
	const error = details instanceof Error ? details : (details as { error?: unknown } | null)?.error;
	return error instanceof Error ? error.message.slice(0, 300) : undefined;
}

/** As much of Next's response as NextAuth uses. */
class RecordedResponse {
	private readonly headers = new Map<string, unknown>();
	getHeader = (name: string) => this.headers.get(name.toLowerCase());
	setHeader(name: string, value: unknown): this {
		this.headers.set(name.toLowerCase(), value);
		return this;
	}
	status = () => this;
	json = () => {};
	send = () => {};
	end = () => {};

	get location(): string | null {
		const value = this.getHeader("location");
		return typeof value === "string" ? value : null;
	}

	get cookies(): string[] {
		return [this.getHeader("set-cookie") ?? []].flat().map(String);
	}
}
