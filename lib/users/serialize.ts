import { sql } from "@/db";
import type { OwnUser, PublicUser } from "../realtime/protocol";
import { statusColumn } from "./custom-status";

/** An account as its user sees it; null if it is deleted. */
export async function ownUser(userId: number): Promise<OwnUser | null> {
	const [row] = await sql<(Omit<OwnUser, "createdAt"> & { createdAt: Date })[]>`
		select u.id, u.username, u.display_name as "displayName", u.avatar_url as "avatarUrl", u.created_at as "createdAt",
			u.email, u.bio, ${statusColumn()} as status, u.presence,
			coalesce((select json_agg(b.blocked_id order by b.blocked_id) from blocks b where b.user_id = u.id), '[]') as blocked
		from users u where u.id = ${userId}`;
	return row ? { ...row, createdAt: row.createdAt.toISOString() } : null;
}

export const publicUser = ({ id, username, displayName, avatarUrl, createdAt }: PublicUser): PublicUser => ({
	id,
	username,
	displayName,
	avatarUrl,
	createdAt,
});
