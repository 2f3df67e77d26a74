import { z } from "zod";
import { clientOf } from "../auth/client-of";
import { markAuthenticated, requireRecentAuthentication } from "../auth/recent-authentication";
import { cookieFor } from "../auth/session-cookie";
import { signInAs } from "../auth/sign-in";
import type { Viewer } from "../auth/viewer";
import { pathWithinSite } from "../auth/within-site";
import { invalid } from "../errors";
import { pendingCookie, setCookie } from "../http/cookies";
import { toAppError } from "../http/error-response";
import type { HttpRequest } from "../http/message";
import { localeOf } from "../http/request-locale";
import { isSecureRequest } from "../http/tls";
import type { ProviderSettings } from "../process/sign-in-settings";
import type { SignInStep } from "../realtime/protocol";
import { rejectWaitingUser } from "../registration/waiting";
import type { Claimed } from "./claims";
import { begin, endedFlow, type Flow, FlowRefused, flowOf, identityIn, type ProviderAnswer } from "./flow";
import { linkOwn, ownerOf } from "./identities";
import { applyMappedRoles } from "./mapped-roles";
import { pendingSeconds, sealPending } from "./pending";
import { providerWith } from "./providers";

type Headers = HttpRequest["headers"];
/** A result with the cookies that its response sets. */
export type WithCookies<T> = { result: T; cookies: string[] };

export const Start = z.strictObject({ callbackUrl: z.string("Must be text.").max(2000).optional() });
export const StartLinking = z.strictObject({ provider: z.string("Must be text.") });
export const Answer = z.object({
	code: z.string().max(4000).optional(),
	state: z.string().max(1000).optional(),
	iss: z.string().max(1000).optional(),
	error: z.string().max(1000).optional(),
});
const accountPage = "/settings/account";

/** Begins a sign-in: the address at the provider. */
export async function start(
	settings: ProviderSettings,
	{ callbackUrl = "/" }: z.output<typeof Start>,
	headers: Headers,
): Promise<WithCookies<{ url: string }>> {
	const callback = pathWithinSite(callbackUrl);
	const { url, cookies } = await begin(settings, { callback, purpose: "sign_in", viewer: null }, headers);
	return { result: { url }, cookies };
}

/** Begins to link an identity to the viewer, who has authenticated recently. */
export async function startLinking(
	viewer: Viewer,
	{ provider }: z.output<typeof StartLinking>,
	headers: Headers,
): Promise<WithCookies<{ url: string }>> {
	const settings = providerWith(provider);
	if (!settings) throw invalid({ provider: "There is no such provider." });
	await requireRecentAuthentication(viewer);
	const { url, cookies } = await begin(settings, { callback: accountPage, purpose: "link", viewer }, headers);
	return { result: { url }, cookies };
}

/** Begins a proof of the viewer's identity at a provider with which they sign in. */
export async function startProving(
	viewer: Viewer,
	settings: ProviderSettings,
	{ callbackUrl = "/" }: z.output<typeof Start>,
	headers: Headers,
): Promise<WithCookies<{ url: string }>> {
	const callback = pathWithinSite(callbackUrl);
	const { url, cookies } = await begin(settings, { callback, purpose: "prove", viewer }, headers);
	return { result: { url }, cookies };
}

type Arrival = { settings: ProviderSettings; viewer: Viewer | null; headers: Headers };

/**
 * Completes what the browser has begun, and returns the page to show. Whatever the provider answers, it is a page of
 * this site: one with the error if the sign-in failed.
 */
export async function finish(arrival: Arrival, answer: ProviderAnswer): Promise<WithCookies<string>> {
	const { settings, headers } = arrival;
	const ended = endedFlow(headers);
	const flow = await flowOf(settings, answer.state, headers);
	try {
		if (!flow) throw new FlowRefused("sign_in_expired");
		const claimed = await identityIn(settings, answer, headers);
		const { result, cookies } = await finishers[flow.purpose](arrival, flow, claimed);
		return { result, cookies: [...ended, ...cookies] };
	} catch (error) {
		return { result: failurePage(error, flow, arrival), cookies: ended };
	}
}

/** The page of the sign-in, or of the account, with the reason and the provider in its address. */
function failurePage(error: unknown, flow: Flow | null, { settings, headers }: Arrival): string {
	const code =
		error instanceof FlowRefused
			? error.reason
			: toAppError(error, { requestId: headers.get("x-request-id"), provider: settings.id }).code;
	const query = new URLSearchParams({ error: code, provider: settings.id });
	if (flow && flow.purpose !== "sign_in") {
		const page = new URL(flow.callback, "http://hearth.invalid");
		for (const [name, value] of query) page.searchParams.set(name, value);
		return page.pathname + page.search + page.hash;
	}
	if (flow && flow.callback !== "/") query.set("callbackUrl", flow.callback);
	return `/login?${query}`;
}

/** The ticket is in the fragment, which neither logs nor other sites see. */
function secondStepPage({ ticket }: SignInStep, callback: string): string {
	const query = callback === "/" ? "" : `?${new URLSearchParams({ callbackUrl: callback })}`;
	return `/login${query}#${new URLSearchParams({ ticket })}`;
}

/** Only in the session that began it: otherwise another user of the browser would get the identity. */
async function finishLinking(
	{ settings, viewer }: Arrival,
	flow: Flow,
	claimed: Claimed,
): Promise<WithCookies<string>> {
	if (!viewer || viewer.sessionId !== flow.sessionId) throw new FlowRefused("sign_in_expired");
	await linkOwn(viewer, { issuer: settings.issuer, subject: claimed.subject, email: claimed.email });
	return { result: flow.callback, cookies: [] };
}

/** A minute for clocks that differ. */
const clockSkewSeconds = 60;

/** Only in the session that began it, with an identity of its user, and not by an earlier visit to the provider. */
async function finishProving(
	{ settings, viewer }: Arrival,
	flow: Flow,
	{ subject, authenticatedAt }: Claimed,
): Promise<WithCookies<string>> {
	if (!viewer || viewer.sessionId !== flow.sessionId) throw new FlowRefused("sign_in_expired");
	if ((await ownerOf(settings.issuer, subject)) !== viewer.id) throw new FlowRefused("another_identity");
	// GitHub and some OpenID Connect providers have no such time.
	if (authenticatedAt !== null && authenticatedAt < flow.begunAt - clockSkewSeconds)
		throw new FlowRefused("provider_failed");
	await markAuthenticated(viewer);
	return { result: flow.callback, cookies: [] };
}

async function finishSignIn(
	arrival: Arrival,
	flow: Flow,
	{ roleValues, ...claimed }: Claimed & { roleValues: string[] },
): Promise<WithCookies<string>> {
	const { settings, headers } = arrival;
	const secure = isSecureRequest(headers);
	const userId = await ownerOf(settings.issuer, claimed.subject);
	if (userId !== null) {
		await rejectWaitingUser(userId, localeOf(headers));
		await applyMappedRoles(userId, settings, roleValues);
		const { step, cookies } = await enter(userId, null, headers);
		return { result: step ? secondStepPage(step, flow.callback) : flow.callback, cookies };
	}
	const pending = await sealPending({ ...claimed, issuer: settings.issuer, callback: flow.callback });
	return { result: "/register/finish", cookies: [setCookie(pendingCookie, pending, secure, pendingSeconds)] };
}

const finishers = { sign_in: finishSignIn, link: finishLinking, prove: finishProving };

/**
 * Signs a user in who has proved their identity: the cookies, and the ticket for the second step if the account asks
 * for one.
 */
export async function enter(userId: number, passwordHash: string | null, headers: Headers): Promise<Entry> {
	const result = await signInAs(userId, passwordHash, clientOf(headers));
	const done = setCookie(pendingCookie, "", isSecureRequest(headers), 0);
	if ("ticket" in result) return { step: result, cookies: [done] };
	return { step: null, cookies: [await cookieFor(result, headers), done] };
}

export type Entry = { step: SignInStep | null; cookies: string[] };
