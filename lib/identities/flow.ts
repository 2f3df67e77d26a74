import type { Viewer } from "../auth/viewer";
import { AppError } from "../errors";
import { flowCookie, guardedCookieIn, nameOf, nonceCookie, pkceCookie, setCookie, stateCookie } from "../http/cookies";
import type { HttpRequest } from "../http/message";
import { isSecureRequest } from "../http/tls";
import type { ProviderSettings } from "../process/sign-in-settings";
import { type Claimed, claimedIn, valuesOf } from "./claims";
import { nextAuthProvider } from "./nextauth-provider";
import { flowSeconds, runNextAuth } from "./run-nextauth";
import { isSealed, seal, unseal } from "./sealed";

/** A sign-in or a link that a browser has begun with a provider. */
export type Flow = {
	provider: string;
	state: string;
	/** The page to return to. */
	callback: string;
	/** Its end: a sign-in, or a link or a proof of identity of the user of the session that began it. */
	purpose: "sign_in" | "link" | "prove";
	sessionId: string | null;
	/** In seconds. */
	begunAt: number;
};

/** Why a sign-in with a provider failed; the sign-in page has a sentence for each. */
export type FlowError =
	| "provider_denied"
	| "provider_unavailable"
	| "provider_failed"
	| "sign_in_expired"
	| "another_identity";

/** A refusal on the way back from a provider. */
export class FlowRefused extends Error {
	override readonly name = "FlowRefused";
	constructor(readonly reason: FlowError) {
		super(reason);
	}
}

type Headers = HttpRequest["headers"];

/** Begins a flow: the address at the provider to go to, and the cookies to come back with. */
export async function begin(
	settings: ProviderSettings,
	{ callback, purpose, viewer }: { callback: string; purpose: Flow["purpose"]; viewer: Viewer | null },
	headers: Headers,
): Promise<{ url: string; cookies: string[] }> {
	const secure = isSecureRequest(headers);
	const { location, cookies } = await runNextAuth({
		action: "signin",
		provider: nextAuthProvider(settings, () => {}, purpose === "prove"),
		query: {},
		cookieHeader: null,
		secure,
		onIdentity: () => {},
	});
	const state = location && URL.canParse(location) ? new URL(location).searchParams.get("state") : null;
	// Without its state, the address is that of NextAuth's own error page: the provider's document could not be read.
	if (!location || !state) throw unavailableProvider(settings);
	const begunAt = Math.floor(Date.now() / 1000);
	const flow: Flow = { provider: settings.id, state, callback, purpose, sessionId: viewer?.sessionId ?? null, begunAt };
	const sealed = await seal(flowCookie, flow, flowSeconds);
	return { url: location, cookies: [...cookies, setCookie(flowCookie, sealed, secure, flowSeconds)] };
}

const unavailableProvider = ({ name }: ProviderSettings) =>
	new AppError("provider_unavailable", `${name} does not respond. Try again in a moment.`);

/** The flow that this browser has begun with the provider and that the answer belongs to; null without one. */
export async function flowOf(
	settings: ProviderSettings,
	state: string | undefined,
	headers: Headers,
): Promise<Flow | null> {
	const flow = await unseal<Flow>(flowCookie, guardedCookieIn(headers.get("cookie"), flowCookie));
	if (flow?.provider !== settings.id || flow.state !== state) return null;
	const secure = isSecureRequest(headers);
	const names = settings.kind === "github" ? [stateCookie, pkceCookie] : [stateCookie, pkceCookie, nonceCookie];
	for (const name of names) {
		// NextAuth reads them again and compares the values; here it only counts that they are of this flow.
		const sealed = guardedCookieIn(headers.get("cookie"), name);
		if (!(await isSealed(nameOf(name, secure), sealed, settings.id))) return null;
	}
	return flow;
}

/** The answer of a provider, as it is in the address. Nothing else of the address counts. */
export type ProviderAnswer = {
	code?: string | undefined;
	state?: string | undefined;
	iss?: string | undefined;
	error?: string | undefined;
};

/** Exchanges the answer for the identity. Throws FlowRefused. */
export async function identityIn(
	settings: ProviderSettings,
	{ code, state, iss, error }: ProviderAnswer,
	headers: Headers,
): Promise<Claimed & { roleValues: string[] }> {
	if (error) throw new FlowRefused(error === "access_denied" ? "provider_denied" : "provider_failed");
	if (!code || !state) throw new FlowRefused("provider_failed");
	let claims: Record<string, unknown> | null = null;
	let reached = false;
	await runNextAuth({
		action: "callback",
		provider: nextAuthProvider(settings, () => {
			reached = true;
		}),
		query: { code, state, ...(iss !== undefined && { iss }) },
		cookieHeader: headers.get("cookie"),
		secure: isSecureRequest(headers),
		onIdentity: (given) => {
			claims = given;
		},
	});
	// The flow's own cookie was right, so what failed before the exchange is the provider's document.
	if (!claims) throw new FlowRefused(reached ? "provider_failed" : "provider_unavailable");
	const claimed = claimedIn(claims);
	if (!claimed) throw new FlowRefused("provider_failed");
	const { roleMapping } = settings;
	return { ...claimed, roleValues: roleMapping ? valuesOf(claims, roleMapping.claim) : [] };
}

/** Deletes the cookies of a flow: each serves once. */
export const endedFlow = (headers: Headers): string[] =>
	[flowCookie, stateCookie, pkceCookie, nonceCookie].map((name) => setCookie(name, "", isSecureRequest(headers), 0));
