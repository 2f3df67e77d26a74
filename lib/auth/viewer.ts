import type { AsyncLocalStorage } from "node:async_hooks";
import type { LRUCache } from "lru-cache";
import { getToken } from "next-auth/jwt";
import { sql } from "@/db";
import { sessionCookie, sessionCookieIn } from "../http/cookies";
import { appState } from "../process/app-state";
import type { ChosenStatus } from "../realtime/protocol";
import { extend } from "./extend-session";

declare module "../process/app-state" {
	interface AppState {
		/**
		 * Session ids by encrypted session cookie. Decryption is pure, so its result may be cached; the session row is read
		 * each time.
		 */
		/**
		 * Session ids by encrypted session cookie. Decryption is pure, so its result may be cached; the session row is read
		 * each time.
		 */
		cookies: LRUCache<string, string>;
		/** For a page that is rendered for the guest cache: whether the rendering found a viewer after all. */
		rendering: AsyncLocalStorage<{ foundViewer: boolean }>;
	}
}

export type Viewer = {
	id: number;
	sessionId: string;
	username: string;
	displayName: string;
	avatarUrl: string | null;
	createdAt: string;
	isAdmin: boolean;
	/** The presence that the user chose to show. */
	presence: ChosenStatus;
};

const SESSION_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export type ViewerRow = Omit<Viewer, "createdAt"> & { createdAt: Date; stale: boolean };

/** In SQL, over `u` (users) and `x` (sessions): the user of an active session. */
export const viewerColumns = () => sql`
	u.id, x.id as "sessionId", u.username, u.display_name as "displayName", u.avatar_url as "avatarUrl",
	u.created_at as "createdAt", u.is_admin as "isAdmin", u.presence, x.last_used_at < now() - interval '1 hour' as stale`;
export const activeSessionSql = (sessionId: string | ReturnType<typeof sql>) => sql`
	x.id = ${sessionId} and x.revoked_at is null and x.expires_at > now()`;

/**
 * The viewer of a request, for route handlers, pages and the socket handshake alike. The cookie names a session row.
 * The row and its account are read each time, so a revoked or expired session is invalid at once.
 */
export async function viewerOf(headers: Pick<Headers, "get">): Promise<Viewer | null> {
	const sessionId = await sessionIdOf(headers);
	if (!sessionId) return null;
	const [row] = await sql<ViewerRow[]>`
		select ${viewerColumns()} from sessions x join users u on u.id = x.user_id where ${activeSessionSql(sessionId)}`;
	return row ? viewerFrom(row) : null;
}

/** The viewer of a row. Counts as use of the session. */
export function viewerFrom({ stale, createdAt, ...row }: ViewerRow): Viewer {
	const rendering = appState().rendering.getStore();
	if (rendering) rendering.foundViewer = true;
	if (stale) void extend(row.sessionId);
	return { ...row, createdAt: createdAt.toISOString() };
}

/** The session id in the cookie. Only the session row decides whether the session is active. */
export async function sessionIdOf(headers: Pick<Headers, "get">): Promise<string | undefined> {
	const cookie = sessionCookieIn(headers.get("cookie"));
	return cookie && (await sessionIn(cookie));
}

async function sessionIn(cookie: string): Promise<string | undefined> {
	const { cookies, secret } = appState();
	const known = cookies.get(cookie);
	if (known) return known;
	const request = { headers: {}, cookies: { [sessionCookie]: cookie } } as unknown as Parameters<
		typeof getToken
	>[0]["req"];
	const token = await getToken({ req: request, cookieName: sessionCookie, secret }).catch(() => null);
	const sessionId = token?.sid;
	if (typeof sessionId !== "string" || !SESSION_ID.test(sessionId)) return undefined;
	cookies.set(cookie, sessionId);
	return sessionId;
}
