import { ApiError, wireError } from "../api";

/** Signs in with Auth.js's own two steps. Throws ApiError: `invalid_credentials`, `rate_limited`, `network`… */
export async function signIn(username: string, password: string): Promise<void> {
	const response = await postForm("/api/auth/callback/credentials", { username, password });
	if (response.status === 401) {
		throw new ApiError({ code: "invalid_credentials", message: "That name and password don't match." }, 401);
	}
	if (!response.ok) throw new ApiError(await wireError(response), response.status);
}

/** Ends the session on the server and drops its cookie. */
export async function signOut(): Promise<void> {
	const response = await postForm("/api/auth/signout", {});
	if (!response.ok) throw new ApiError(await wireError(response), response.status);
}

async function postForm(path: string, fields: Record<string, string>): Promise<Response> {
	try {
		const csrf = await fetch("/api/auth/csrf", { cache: "no-store" });
		if (!csrf.ok) return csrf;
		const { csrfToken }: { csrfToken: string } = await csrf.json();
		return await fetch(path, {
			method: "POST",
			body: new URLSearchParams({ ...fields, csrfToken, callbackUrl: "/", json: "true" }),
		});
	} catch {
		throw new ApiError({ code: "network", message: "The server didn't answer." }, 0);
	}
}
