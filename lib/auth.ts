import { getToken } from "next-auth/jwt";
import { sql } from "@/db";
import { AppError } from "./errors";
import { node } from "./node";
import { slide } from "./sessions";

/** One fixed name, so that http and https have one reader. */
export const COOKIE = "hearth.session";

export type Viewer = {
	id: number;
	sessionId: string;
	username: string;
	displayName: string;
	avatarUrl: string | null;
	createdAt: string;
	isAdmin: boolean;
};

const SESSION_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Who is asking: the one reader for route handlers, pages and the socket handshake. The cookie names a session row; the
 * row and its account are read each time, so a revoked or ended session is nobody at once.
 */
export async function viewerOf(headers: Headers): Promise<Viewer | null> {
	const cookie = cookieIn(headers.get("cookie"));
	const sessionId = cookie && (await sessionIn(cookie));
	if (!sessionId) return null;
	const [row] = await sql<(Omit<Viewer, "createdAt"> & { createdAt: Date; stale: boolean })[]>`
		select u.id, s.id as "sessionId", u.username, u.display_name as "displayName", u.avatar_url as "avatarUrl",
			u.created_at as "createdAt", u.is_admin as "isAdmin", s.last_used_at < now() - interval '1 hour' as stale
		from sessions s join users u on u.id = s.user_id
		where s.id = ${sessionId} and s.revoked_at is null and s.expires_at > now()`;
	if (!row) return null;
	const { stale, ...viewer } = row;
	if (stale) slide(sessionId);
	return { ...viewer, createdAt: viewer.createdAt.toISOString() };
}

/** The viewer, or `unauthenticated`. */
export async function requireViewer(headers: Headers): Promise<Viewer> {
	const viewer = await viewerOf(headers);
	if (!viewer) throw new AppError("unauthenticated", "Sign in to go on.");
	return viewer;
}

function cookieIn(header: string | null): string | undefined {
	for (const part of header?.split(";") ?? []) {
		const at = part.indexOf("=");
		if (at > 0 && part.slice(0, at).trim() === COOKIE) return part.slice(at + 1).trim();
	}
	return undefined;
}

async function sessionIn(cookie: string): Promise<string | undefined> {
	const { cookies, secret } = node();
	const known = cookies.get(cookie);
	if (known) return known;
	const request = { headers: {}, cookies: { [COOKIE]: cookie } } as unknown as Parameters<typeof getToken>[0]["req"];
	const token = await getToken({ req: request, cookieName: COOKIE, secret }).catch(() => null);
	const sessionId = token?.sid;
	if (typeof sessionId !== "string" || !SESSION_ID.test(sessionId)) return undefined;
	cookies.set(cookie, sessionId);
	return sessionId;
}
