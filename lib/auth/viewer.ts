import type { AsyncLocalStorage } from "node:async_hooks";
import { and, eq, gt, isNull, sql } from "drizzle-orm";
import type { LRUCache } from "lru-cache";
import { getToken } from "next-auth/jwt";
import { prepared } from "@/db";
import { isoTime } from "@/db/iso-time";
import { sessions, users } from "@/db/schema";
import { sessionCookie, sessionCookieIn } from "../http/cookies";
import { instanceSettings } from "../instance/settings";
import type { Locale } from "../locale";
import { appState } from "../process/app-state";
import type { ChosenStatus } from "../realtime/protocol";
import { extend } from "./extend-session";

declare module "../process/app-state" {
	interface AppState {
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
	/** Has a second factor: a confirmed authenticator app or a passkey. */
	hasFactor: boolean;
	/** The presence that the user chose to show. */
	presence: ChosenStatus;
	/** The language that the user chose for all devices. */
	language: Locale | null;
};

const SESSION_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export type ViewerRow = Viewer & { stale: boolean };

const selectViewer = prepared((db) =>
	db
		.select({
			id: users.id,
			sessionId: sessions.id,
			username: users.username,
			displayName: users.displayName,
			avatarUrl: users.avatarUrl,
			createdAt: isoTime(users.createdAt),
			isAdmin: users.isAdmin,
			hasFactor: users.hasFactor,
			presence: users.presence,
			language: sql<Locale | null>`${users.settings} ->> 'language'`,
			stale: sql<boolean>`${sessions.lastUsedAt} < now() - interval '1 hour'`,
		})
		.from(sessions)
		.innerJoin(users, eq(users.id, sessions.userId))
		.where(
			and(
				eq(sessions.id, sql.placeholder("sessionId")),
				isNull(sessions.revokedAt),
				gt(sessions.expiresAt, sql`now()`),
			),
		),
);

/**
 * The viewer of a request, for route handlers, pages and the socket handshake alike. The cookie names a session row.
 * The row and its account are read each time, so a revoked or expired session is invalid at once. A session that is held
 * back counts as none.
 */
export async function viewerOf(headers: Pick<Headers, "get">): Promise<Viewer | null> {
	const viewer = await ownerOf(headers);
	return viewer && !isHeldBack(viewer) ? viewer : null;
}

/** The same, also of a session that is held back: only for the user's own account. */
export async function ownerOf(headers: Pick<Headers, "get">): Promise<Viewer | null> {
	const sessionId = await sessionIdOf(headers);
	if (!sessionId) return null;
	const [row] = await selectViewer({ sessionId });
	return row ? viewerFrom(row) : null;
}

/** Whether the instance requires a second factor of everybody, and the user has none yet. */
export const isHeldBack = ({ hasFactor }: Pick<Viewer, "hasFactor">): boolean =>
	!hasFactor && instanceSettings().secondFactor === "everyone";

/** The viewer of a row. Counts as use of the session. */
export function viewerFrom({ stale, ...viewer }: ViewerRow): Viewer {
	const rendering = appState().rendering.getStore();
	if (rendering) rendering.foundViewer = true;
	if (stale) void extend(viewer.sessionId);
	return viewer;
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
