import type { WireError } from "@/lib/realtime/protocol";
import { announceSessionExpired } from "./realtime/session-expired";
import { getRolePreview } from "./servers/role-preview";

/** An API error, or `network` without a response. `message` is the server's own sentence. */
export class ApiError extends Error {
	override readonly name = "ApiError";
	readonly code: string;
	readonly fields: Record<string, string>;
	readonly retryAfterMs: number | undefined;
	/** Why an invite has ended, or the viewer is banned. */
	readonly reason: string | undefined;

	constructor(
		/** The error as it came. */
		readonly wire: WireError,
		readonly status: number,
	) {
		super(wire.message);
		this.code = wire.code;
		this.fields = wire.fields ?? {};
		this.retryAfterMs = wire.retryAfterMs;
		this.reason = wire.reason;
	}
}

let userId: number | null = null;

/** The user of this document. A document outlives its session: the server rejects its requests in another user's. */
export function setRequestUser(id: number | null): void {
	userId = id;
}
/** Names this document's user in a request. */
export const userHeaders = (): Record<string, string> => (userId === null ? {} : { "x-user-id": String(userId) });

/** Any error as an ApiError; an unexpected one is a bug and becomes `internal`. */
export const asApiError = (error: unknown): ApiError =>
	error instanceof ApiError ? error : new ApiError({ code: "internal", message: String(error) }, 0);

/** While a role is previewed nothing is written: the error of every request that would. Otherwise null. */
export const writeRefusal = (): ApiError | null =>
	getRolePreview() && new ApiError({ code: "previewing", message: "A role is being previewed." }, 0);

type Options = { keepalive?: boolean; headers?: Record<string, string> };

export const api = {
	get: <T>(path: string) => request<T>("GET", path),
	post: <T>(path: string, body?: unknown) => request<T>("POST", path, body),
	put: <T>(path: string, body?: unknown, more?: Options) => request<T>("PUT", path, body, more),
	patch: <T>(path: string, body?: unknown, more?: Options) => request<T>("PATCH", path, body, more),
	delete: <T>(path: string, body?: unknown) => request<T>("DELETE", path, body),
};

/** A GET that is repeated: the server sends the response again only if it has changed. */
export function repeatedGet<T>(path: string): () => Promise<T> {
	let latest: { etag: string; body: T } | null = null;
	return async () => {
		const known = latest;
		const response = await send("GET", path, undefined, known ? { headers: { "if-none-match": known.etag } } : {});
		if (known && response.status === 304) return known.body;
		const body = (await response.json()) as T;
		const etag = response.headers.get("etag");
		latest = etag === null ? null : { etag, body };
		return body;
	};
}

async function request<T>(method: string, path: string, body?: unknown, more: Options = {}): Promise<T> {
	const response = await send(method, path, body, more);
	return (response.status === 204 ? undefined : await response.json()) as T;
}

/** Resolves with the whole response, for calls of which the status counts. */
export async function send(method: string, path: string, body: unknown, more: Options = {}): Promise<Response> {
	const refusal = method === "GET" ? null : writeRefusal();
	if (refusal) throw refusal;
	const headers = new Headers({ ...userHeaders(), ...more.headers });
	const init: RequestInit = { ...more, method, headers, credentials: "same-origin", cache: "no-store" };
	if (body instanceof FormData) init.body = body;
	else if (body !== undefined) {
		headers.set("content-type", "application/json");
		init.body = JSON.stringify(body);
	}
	const response = await fetch(path, init).catch(() => {
		throw new ApiError({ code: "network", message: "The server didn't answer." }, 0);
	});
	if (response.ok || response.status === 304) return response;
	const error = new ApiError(await wireError(response), response.status);
	if (error.code === "unauthenticated") announceSessionExpired();
	throw error;
}

/** A proxy may respond with a page of its own: then only the status counts. */
export async function wireError(response: Response): Promise<WireError> {
	const body: unknown = await response.json().catch(() => null);
	if (body && typeof body === "object" && "error" in body) return body.error as WireError;
	const code = response.status === 429 ? "rate_limited" : response.status >= 502 ? "unavailable" : "internal";
	return { code, message: response.statusText };
}
