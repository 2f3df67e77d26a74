import { index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { at, number } from "./columns";
import { channels } from "./servers";

/**
 * The searchable content of a message, slightly behind the log. Only the indexer writes it (lib/search). Tombstones
 * have none.
 */
export const searchDocuments = pgTable(
	"search_documents",
	{
		channelId: number("channel_id")
			.notNull()
			.references(() => channels.id, { onDelete: "cascade" }),
		seq: number("seq").notNull(),
		serverId: number("server_id").notNull(),
		/** The channel, or a thread's parent channel. */
		rootId: number("root_id").notNull(),
		authorId: number("author_id").notNull(),
		at: at("at").notNull(),
		/** Its has: filters (lib/search/has-filters.ts), a bit each. */
		traits: integer().notNull(),
		/** Its text in normalized form. */
		words: text().notNull(),
		/** The search keys: trigrams and filters, each hashed together with the root channel. */
		keys: integer().array().notNull(),
	},
	(t) => [
		primaryKey({ columns: [t.channelId, t.seq] }),
		index("search_by_server").on(t.serverId, t.at, t.channelId, t.seq),
		index("search_by_root").on(t.rootId, t.at, t.channelId, t.seq),
		index("search_by_key").using("gin", t.keys),
	],
);

/** How far each channel's log has been indexed. */
export const searchProgress = pgTable("search_progress", {
	channelId: number("channel_id")
		.primaryKey()
		.references(() => channels.id, { onDelete: "cascade" }),
	/** Every message up to this seq is indexed, and every change up to that revision. */
	seq: number("seq").notNull(),
	rev: number("rev").notNull(),
	/** The version of the document format. */
	edition: integer().notNull(),
});
