import { encode } from "next-auth/jwt";
import { sessionCookie, setCookie } from "../http/cookies";
import type { HttpRequest } from "../http/message";
import { isSecureRequest } from "../http/tls";
import { appState } from "../process/app-state";

/** Longer than any session lasts. The session row decides the expiry; the cookie only carries its id. */
export const cookieSeconds = 400 * 24 * 3600;

type Signed = { sessionId: string; user: { id: number; username: string } };

/** The header that gives a browser the session, as NextAuth writes it. */
export async function cookieFor({ sessionId, user }: Signed, headers: HttpRequest["headers"]): Promise<string> {
	const token = { name: user.username, sub: String(user.id), sid: sessionId };
	const value = await encode({ token, secret: appState().secret, maxAge: cookieSeconds });
	return setCookie(sessionCookie, value, isSecureRequest(headers), cookieSeconds);
}
