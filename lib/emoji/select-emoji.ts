import { eq, type SQL } from "drizzle-orm";
import type { Database } from "@/db";
import { isoTime } from "@/db/iso-time";
import { emoji, users } from "@/db/schema";
import type { Emoji } from "../realtime/protocol";
import { namedColumnsOf, serializeAuthor } from "../users/serialize";

/** The emoji that meet a condition, by name. */
export async function selectEmoji(db: Pick<Database, "select">, where: SQL | undefined): Promise<Emoji[]> {
	const rows = await db
		.select({
			id: emoji.id,
			name: emoji.name,
			animated: emoji.animated,
			creator: namedColumnsOf(users, emoji.serverId),
			createdAt: isoTime(emoji.createdAt),
		})
		.from(emoji)
		.innerJoin(users, eq(users.id, emoji.creatorId))
		.where(where)
		.orderBy(emoji.name);
	return rows.map(({ creator, ...row }) => ({ ...row, creator: serializeAuthor(creator) }));
}
