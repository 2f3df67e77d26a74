import { sql } from "drizzle-orm";
import {
	type AnyPgColumn,
	boolean,
	foreignKey,
	index,
	integer,
	jsonb,
	pgTable,
	primaryKey,
	text,
	unique,
	uuid,
} from "drizzle-orm/pg-core";
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
		/** The names in it that are mentions, as they were when it was written or edited; null where there are none. */
		mentions: jsonb(),
		replyTo: number("reply_to"),
		createdAt: at("created_at").notNull().defaultNow(),
		editedAt: at("edited_at"),
		deletedAt: at("deleted_at"),
		/** The attachments as they are told, in the order they were given. */
		attachments: jsonb(),
		/** Previews of the links in it, those that were taken away included, so that they stay away. */
		embeds: jsonb(),
		/** What is asked, as it was asked; the votes are rows. */
		poll: jsonb(),
		/** The reply in a thread that this message repeats in the channel: `{channelId, seq}`. */
		echoOf: jsonb("echo_of"),
		/** The channel that is this message's thread. */
		threadId: number("thread_id").references((): AnyPgColumn => channels.id, { onDelete: "set null" }),
		pinnedAt: at("pinned_at"),
		pinnedBy: number("pinned_by").references(() => users.id, { onDelete: "set null" }),
	},
	(t) => [
		primaryKey({ columns: [t.channelId, t.seq] }),
		index("messages_pinned").on(t.channelId, t.pinnedAt).where(sql`pinned_at is not null`),
		index("messages_thread").on(t.threadId).where(sql`thread_id is not null`),
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
		kind: text({ enum: ["updated", "deleted", "reaction", "vote"] }).notNull(),
		emoji: text(),
		userId: number("user_id"),
		added: boolean(),
		count: number("count"),
		/** Of a vote: `{options, counts}`, what its voter chose and where every option stands. */
		vote: jsonb(),
	},
	(t) => [
		primaryKey({ columns: [t.channelId, t.rev] }),
		// A deletion blanks what the log keeps of those who reacted and voted.
		index("changes_personal").on(t.channelId, t.seq).where(sql`user_id is not null`),
	],
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
		/** Why they are called: by name, with everybody, with those who were there, or by a word they watch. */
		kind: text({ enum: ["name", "everyone", "here", "keyword"] })
			.notNull()
			.default("name"),
	},
	(t) => [
		primaryKey({ columns: [t.userId, t.channelId, t.seq] }),
		index().on(t.channelId, t.seq),
		foreignKey({ columns: [t.channelId, t.seq], foreignColumns: [messages.channelId, messages.seq] }).onDelete(
			"cascade",
		),
	],
);

/** The words a message had before an edit, the first edit's as 1. */
export const versions = pgTable(
	"versions",
	{
		channelId: number("channel_id").notNull(),
		seq: number("seq").notNull(),
		n: integer().notNull(),
		content: text().notNull(),
		/** When these words were written. */
		writtenAt: at("written_at").notNull(),
		/** Whom they called by name, so that a later edit does not call them again. */
		called: number("called").array().notNull().default(sql`'{}'`),
	},
	(t) => [
		primaryKey({ columns: [t.channelId, t.seq, t.n] }),
		foreignKey({ columns: [t.channelId, t.seq], foreignColumns: [messages.channelId, messages.seq] }).onDelete(
			"cascade",
		),
	],
);

/** What each voter chose in a poll; `option` counts from 0. */
export const votes = pgTable(
	"votes",
	{
		channelId: number("channel_id").notNull(),
		seq: number("seq").notNull(),
		option: integer().notNull(),
		userId: number("user_id")
			.notNull()
			.references(() => users.id, { onDelete: "cascade" }),
	},
	(t) => [
		primaryKey({ columns: [t.channelId, t.seq, t.userId, t.option] }),
		foreignKey({ columns: [t.channelId, t.seq], foreignColumns: [messages.channelId, messages.seq] }).onDelete(
			"cascade",
		),
	],
);

/** Messages a person keeps for later. */
export const saved = pgTable(
	"saved",
	{
		userId: number("user_id")
			.notNull()
			.references(() => users.id, { onDelete: "cascade" }),
		channelId: number("channel_id").notNull(),
		seq: number("seq").notNull(),
		savedAt: at("saved_at").notNull().defaultNow(),
	},
	(t) => [
		primaryKey({ columns: [t.userId, t.channelId, t.seq] }),
		index().on(t.userId, t.savedAt),
		index().on(t.channelId, t.seq),
		foreignKey({ columns: [t.channelId, t.seq], foreignColumns: [messages.channelId, messages.seq] }).onDelete(
			"cascade",
		),
	],
);

/** What a person has begun to write in a channel or thread, for their other devices. */
export const drafts = pgTable(
	"drafts",
	{
		userId: number("user_id")
			.notNull()
			.references(() => users.id, { onDelete: "cascade" }),
		channelId: number("channel_id")
			.notNull()
			.references(() => channels.id, { onDelete: "cascade" }),
		content: text().notNull(),
		replyTo: number("reply_to"),
		updatedAt: at("updated_at").notNull().defaultNow(),
	},
	(t) => [primaryKey({ columns: [t.userId, t.channelId] }), index().on(t.channelId)],
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
