import { sql } from "@/db";
import { log } from "../process/log";

export const sessionDays = 30;

/** Extends a session in use, at most hourly, without delaying the request. An expired session stays expired. */
export async function extend(sessionId: string): Promise<void> {
	await sql`update sessions set last_used_at = now(), expires_at = now() + make_interval(days => ${sessionDays})
		where id = ${sessionId} and revoked_at is null and expires_at > now() and last_used_at < now() - interval '1 hour'`.catch(
		(error) => log.warn({ err: error }, "a session could not be extended"),
	);
}
