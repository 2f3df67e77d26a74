import { sql } from "drizzle-orm";
import { boolean, check, index, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { at, id, number } from "./columns";
import { servers } from "./servers";
import { users } from "./users";

/**
 * The emoji of servers. A removed one keeps its row and its picture, because messages and reactions that were written
 * with it still show it.
 */
export const emoji = pgTable(
	"emoji",
	{
		id: id(),
		serverId: number("server_id")
			.notNull()
			.references(() => servers.id, { onDelete: "cascade" }),
		name: text().notNull(),
		/** The key of its bytes in the store; the still picture of an animated one is beside it. */
		key: text().notNull().unique(),
		/** SHA-256 of its picture. */
		hash: text().notNull(),
		animated: boolean().notNull(),
		/** The size of its files in bytes. */
		size: number("size").notNull(),
		creatorId: number("creator_id")
			.notNull()
			.references(() => users.id),
		createdAt: at("created_at").notNull().defaultNow(),
		deletedAt: at("deleted_at"),
	},
	(t) => [
		uniqueIndex("emoji_name").on(t.serverId, t.name).where(sql`deleted_at is null`),
		index().on(t.serverId),
		index().on(t.creatorId),
		check("emoji_name_form", sql`name ~ '^[a-z0-9_]{2,32}$'`),
	],
);
