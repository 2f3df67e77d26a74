import { sql } from "drizzle-orm";
import { boolean, foreignKey, index, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { at, number } from "./columns";
import { channels, servers } from "./servers";
import { users } from "./users";

/** The log. `(channel_id, seq)` is a message's identity; rows are appended by append_messages() alone. */
export const messages = pgTable(
	"messages",
	{
		channelId: number("channel_id")
			.notNull()
			.references(() => channels.id, { onDelete: "cascade" }),
		seq: number("seq").notNull(),
		/** The channel's revision when the message came; `rev` is that of its last change. */
		bornRev: number("born_rev").notNull(),
		rev: number("rev").notNull(),
		nonce: uuid().notNull(),
		authorId: number("author_id")
			.notNull()
			.references(() => users.id),
		content: text().notNull(),
		replyTo: number("reply_to"),
		createdAt: at("created_at").notNull().defaultNow(),
		editedAt: at("edited_at"),
		deletedAt: at("deleted_at"),
	},
	(t) => [
		primaryKey({ columns: [t.channelId, t.seq] }),
		unique("message_nonce").on(t.nonce, t.authorId, t.channelId),
		// Only what changed after its birth needs finding by revision; the births are the tail of the primary key.
		index("messages_changed").on(t.channelId, t.rev).where(sql`rev <> born_rev`),
	],
);

/** Every change after a message's birth, one row a revision, so that a node can tell again what it failed to tell. */
export const changes = pgTable(
	"changes",
	{
		channelId: number("channel_id")
			.notNull()
			.references(() => channels.id, { onDelete: "cascade" }),
		rev: number("rev").notNull(),
		seq: number("seq").notNull(),
		kind: text({ enum: ["updated", "deleted", "reaction"] }).notNull(),
		emoji: text(),
		userId: number("user_id"),
		added: boolean(),
		count: number("count"),
	},
	(t) => [primaryKey({ columns: [t.channelId, t.rev] })],
);

export const reactions = pgTable(
	"reactions",
	{
		channelId: number("channel_id").notNull(),
		seq: number("seq").notNull(),
		emoji: text().notNull(),
		userId: number("user_id")
			.notNull()
			.references(() => users.id),
		createdAt: at("created_at").notNull().defaultNow(),
	},
	(t) => [
		primaryKey({ columns: [t.channelId, t.seq, t.emoji, t.userId] }),
		foreignKey({ columns: [t.channelId, t.seq], foreignColumns: [messages.channelId, messages.seq] }).onDelete(
			"cascade",
		),
	],
);

/** Who is mentioned where; what is unread of it is counted against the read mark. */
export const mentions = pgTable(
	"mentions",
	{
		userId: number("user_id")
			.notNull()
			.references(() => users.id, { onDelete: "cascade" }),
		channelId: number("channel_id").notNull(),
		seq: number("seq").notNull(),
	},
	(t) => [
		primaryKey({ columns: [t.userId, t.channelId, t.seq] }),
		index().on(t.channelId, t.seq),
		foreignKey({ columns: [t.channelId, t.seq], foreignColumns: [messages.channelId, messages.seq] }).onDelete(
			"cascade",
		),
	],
);

/** What an import has already given a home: an original channel or author of a server to ours. */
export const importedChannels = pgTable(
	"imported_channels",
	{
		serverId: number("server_id")
			.notNull()
			.references(() => servers.id, { onDelete: "cascade" }),
		original: text().notNull(),
		channelId: number("channel_id")
			.notNull()
			.unique()
			.references(() => channels.id, { onDelete: "cascade" }),
	},
	(t) => [primaryKey({ columns: [t.serverId, t.original] })],
);

export const importedAuthors = pgTable(
	"imported_authors",
	{
		serverId: number("server_id")
			.notNull()
			.references(() => servers.id, { onDelete: "cascade" }),
		original: text().notNull(),
		userId: number("user_id")
			.notNull()
			.references(() => users.id),
	},
	(t) => [primaryKey({ columns: [t.serverId, t.original] })],
);
