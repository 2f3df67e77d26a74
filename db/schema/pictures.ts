import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { at, number } from "./columns";
import { servers } from "./servers";
import { users } from "./users";

/**
 * The picture of an account, of a server or of the instance, in use. Each use has its own bytes, even for equal
 * pictures, so that deleting one never deletes another's.
 */
export const pictures = pgTable(
	"pictures",
	{
		/** The key of its bytes in the store; the smaller size is beside it. */
		key: text().primaryKey(),
		/** SHA-256 of the larger size, which is its name in addresses. */
		hash: text().notNull(),
		/** The size of its files in bytes; 0 if it was set before they were counted. */
		size: integer().notNull().default(0),
		purpose: text({ enum: ["avatar", "icon", "banner", "instance_icon"] }).notNull(),
		userId: number("user_id").references(() => users.id, { onDelete: "cascade" }),
		serverId: number("server_id").references(() => servers.id, { onDelete: "cascade" }),
		createdAt: at("created_at").notNull().defaultNow(),
	},
	(t) => [
		index().on(t.hash),
		uniqueIndex("picture_of_user").on(t.userId, t.purpose),
		uniqueIndex("picture_of_server").on(t.serverId, t.purpose),
		uniqueIndex("picture_of_instance").on(t.purpose).where(sql`purpose = 'instance_icon'`),
		check(
			"picture_place",
			sql`(user_id is not null) = (purpose = 'avatar') and (server_id is not null) = (purpose in ('icon', 'banner'))`,
		),
	],
);
