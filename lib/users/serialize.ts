import { eq, sql } from "drizzle-orm";
import { prepared } from "@/db";
import { isoTime } from "@/db/iso-time";
import { blocks, users } from "@/db/schema";
import type { OwnUser, PublicUser } from "../realtime/protocol";
import { statusColumn } from "./custom-status";

/** The public fields of a user. */
export const publicUserColumns = {
	id: users.id,
	username: users.username,
	displayName: users.displayName,
	avatarUrl: users.avatarUrl,
	createdAt: isoTime(users.createdAt),
};

/** An account as its user sees it; null if it is deleted. */
export async function ownUser(userId: number): Promise<OwnUser | null> {
	const [row] = await selectOwnUser({ userId });
	return row ?? null;
}

const selectOwnUser = prepared((db) => {
	const blocked = db
		.select({ ids: sql`coalesce(json_agg(${blocks.blockedId} order by ${blocks.blockedId}), '[]')` })
		.from(blocks)
		.where(eq(blocks.userId, users.id));
	return db
		.select({
			...publicUserColumns,
			email: users.email,
			bio: users.bio,
			status: statusColumn,
			presence: users.presence,
			blocked: sql<number[]>`${blocked}`,
		})
		.from(users)
		.where(eq(users.id, sql.placeholder("userId")));
});

export const publicUser = ({ id, username, displayName, avatarUrl, createdAt }: PublicUser): PublicUser => ({
	id,
	username,
	displayName,
	avatarUrl,
	createdAt,
});
