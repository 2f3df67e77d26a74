import { eq, type SQL } from "drizzle-orm";
import type { Database } from "@/db";
import { isoTime } from "@/db/iso-time";
import { emoji, users } from "@/db/schema";
import type { Emoji } from "../realtime/protocol";
import { authorColumns } from "../users/serialize";

/** The emoji that meet a condition, by name. */
export const selectEmoji = (db: Pick<Database, "select">, where: SQL | undefined): Promise<Emoji[]> =>
	db
		.select({
			id: emoji.id,
			name: emoji.name,
			animated: emoji.animated,
			creator: authorColumns,
			createdAt: isoTime(emoji.createdAt),
		})
		.from(emoji)
		.innerJoin(users, eq(users.id, emoji.creatorId))
		.where(where)
		.orderBy(emoji.name);
