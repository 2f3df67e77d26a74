import type { OwnUser, SignInStep } from "@/lib/realtime/protocol";
import { ApiError, api, wireError } from "../api";

/**
 * Signs in, or resolves with what an account with a second factor has to do next. Throws ApiError:
 * `invalid_credentials`, `rate_limited`, `network`…
 */
export async function signIn(name: string, password: string): Promise<SignInStep | null> {
	const answer = await api.post<SignInStep | { user: OwnUser }>("/api/sign-in", { name, password });
	return "ticket" in answer ? answer : null;
}

/** Ends the session on the server and drops its cookie. */
export async function signOut(): Promise<void> {
	const response = await postSignOut();
	if (!response.ok) throw new ApiError(await wireError(response), response.status);
}

/** NextAuth's own form. */
async function postSignOut(): Promise<Response> {
	try {
		const csrf = await fetch("/api/auth/csrf", { cache: "no-store" });
		if (!csrf.ok) return csrf;
		const { csrfToken }: { csrfToken: string } = await csrf.json();
		const body = new URLSearchParams({ csrfToken, callbackUrl: "/", json: "true" });
		return await fetch("/api/auth/signout", { method: "POST", body });
	} catch {
		throw new ApiError({ code: "network", message: "The server didn't answer." }, 0);
	}
}
