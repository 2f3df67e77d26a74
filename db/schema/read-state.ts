import { boolean, index, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { at, number } from "./columns";
import { channels } from "./servers";
import { users } from "./users";

/** The followers of a thread; a row with false is a user who has unfollowed it. */
export const follows = pgTable(
	"follows",
	{
		userId: number("user_id")
			.notNull()
			.references(() => users.id, { onDelete: "cascade" }),
		channelId: number("channel_id")
			.notNull()
			.references(() => channels.id, { onDelete: "cascade" }),
		following: boolean().notNull().default(true),
	},
	(t) => [primaryKey({ columns: [t.userId, t.channelId] }), index().on(t.channelId)],
);

/** A user's notification settings of a channel that override its server's. */
export const channelLevels = pgTable(
	"channel_levels",
	{
		userId: number("user_id")
			.notNull()
			.references(() => users.id, { onDelete: "cascade" }),
		channelId: number("channel_id")
			.notNull()
			.references(() => channels.id, { onDelete: "cascade" }),
		level: text({ enum: ["all", "mentions", "nothing"] }),
		mutedUntil: at("muted_until"),
	},
	(t) => [primaryKey({ columns: [t.userId, t.channelId] }), index().on(t.channelId)],
);

/** A member's read marker. No row means nothing is read. */
export const reads = pgTable(
	"reads",
	{
		userId: number("user_id")
			.notNull()
			.references(() => users.id, { onDelete: "cascade" }),
		channelId: number("channel_id")
			.notNull()
			.references(() => channels.id, { onDelete: "cascade" }),
		lastReadSeq: number("last_read_seq").notNull().default(0),
	},
	(t) => [primaryKey({ columns: [t.userId, t.channelId] }), index().on(t.channelId)],
);
