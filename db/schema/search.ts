import { index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { at, number } from "./columns";
import { channels } from "./servers";

/** What can be searched of a message, a moment behind the log: written by the indexer alone (lib/search). Tombstones have none. */
export const searchDocuments = pgTable(
	"search_documents",
	{
		channelId: number("channel_id")
			.notNull()
			.references(() => channels.id, { onDelete: "cascade" }),
		seq: number("seq").notNull(),
		serverId: number("server_id").notNull(),
		/** The channel, or of a thread the one it hangs in. */
		rootId: number("root_id").notNull(),
		authorId: number("author_id").notNull(),
		at: at("at").notNull(),
		/** What it has (lib/search/has-filters.ts), a bit each. */
		traits: integer().notNull(),
		/** Its words as they are compared. */
		words: text().notNull(),
		/** By which it is found: pieces of three characters and what it has, each a number of its own in each root channel. */
		keys: integer().array().notNull(),
	},
	(t) => [
		primaryKey({ columns: [t.channelId, t.seq] }),
		index("search_by_server").on(t.serverId, t.at, t.channelId, t.seq),
		index("search_by_root").on(t.rootId, t.at, t.channelId, t.seq),
		index("search_by_key").using("gin", t.keys),
	],
);

/** How far each channel's log has been read for it. */
export const searchProgress = pgTable("search_progress", {
	channelId: number("channel_id")
		.primaryKey()
		.references(() => channels.id, { onDelete: "cascade" }),
	/** Every message up to this one has been read, and every change up to that revision. */
	seq: number("seq").notNull(),
	rev: number("rev").notNull(),
	/** Which way of writing documents that was. */
	edition: integer().notNull(),
});
