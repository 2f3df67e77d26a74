import { sql } from "drizzle-orm";
import {
	type AnyPgColumn,
	boolean,
	check,
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
import { at, multirange, number } from "./columns";
import { channels, servers } from "./servers";
import { users } from "./users";

/** The log. `(channel_id, seq)` is a message's identity; rows come from appends, system messages and imports. */
export const messages = pgTable(
	"messages",
	{
		channelId: number("channel_id")
			.notNull()
			.references(() => channels.id, { onDelete: "cascade" }),
		seq: number("seq").notNull(),
		/** The channel's revision when the message was created; `rev` is that of its last change. */
		bornRev: number("born_rev").notNull(),
		rev: number("rev").notNull(),
		nonce: uuid().notNull(),
		authorId: number("author_id")
			.notNull()
			.references(() => users.id),
		content: text().notNull(),
		/** The mentioned names, as of sending or the last edit; null without any. */
		mentions: jsonb(),
		/** The ids of the server's emoji whose names it contains, by name, as of writing; null without any. */
		emoji: jsonb(),
		replyTo: number("reply_to"),
		createdAt: at("created_at").notNull().defaultNow(),
		editedAt: at("edited_at"),
		deletedAt: at("deleted_at"),
		/** The serialized attachments, in the author's order. */
		attachments: jsonb(),
		/** Previews of its links, including removed ones, so that they stay removed. */
		embeds: jsonb(),
		/** The poll as created; votes are rows of their own. */
		poll: jsonb(),
		/** The reply in a thread that this message broadcasts to the channel: `{channelId, seq}`. */
		echoOf: jsonb("echo_of"),
		/** Of a message that the server writes about its author: its type and facts, beside empty content. */
		system: jsonb(),
		/** The channel that is this message's thread. */
		threadId: number("thread_id").references((): AnyPgColumn => channels.id, { onDelete: "set null" }),
		/**
		 * The server's joinRev that the append saw under the channel's lock: whether a user who was joining meanwhile joined
		 * before or after this message. Null for imported messages, and for those older than the column.
		 */
		joinRev: number("join_rev"),
		pinnedAt: at("pinned_at"),
		pinnedBy: number("pinned_by").references(() => users.id, { onDelete: "set null" }),
	},
	(t) => [
		primaryKey({ columns: [t.channelId, t.seq] }),
		index("messages_pinned").on(t.channelId, t.pinnedAt).where(sql`pinned_at is not null`),
		index("messages_thread").on(t.threadId).where(sql`thread_id is not null`),
		unique("message_nonce").on(t.nonce, t.authorId, t.channelId),
		// A moderator removes the messages that a user has written in the last hours, in all channels of a server.
		index("messages_by_author").on(t.authorId, t.createdAt),
		// Only later changes are looked up by revision; new messages are the end of the primary key.
		index("messages_changed").on(t.channelId, t.rev).where(sql`rev <> born_rev`),
	],
);

/** The messages that the server writes about their authors, also those that were removed since. */
export const systemMessages = pgTable(
	"system_messages",
	{
		channelId: number("channel_id").notNull(),
		seq: number("seq").notNull(),
		type: text({ enum: ["joined", "pinned", "renamed"] }).notNull(),
		userId: number("user_id")
			.notNull()
			.references(() => users.id, { onDelete: "cascade" }),
		createdAt: at("created_at").notNull().defaultNow(),
		/** The number of the channel's messages up to this one that do not count as unread. */
		uncounted: number("uncounted").notNull(),
	},
	(t) => [
		primaryKey({ columns: [t.channelId, t.seq] }),
		// A member who joins again and again is announced once a day.
		index("system_messages_by_user").on(t.userId, t.createdAt),
		foreignKey({ columns: [t.channelId, t.seq], foreignColumns: [messages.channelId, messages.seq] }).onDelete(
			"cascade",
		),
	],
);

/**
 * Every change after a message's creation, one row a revision, so that an instance can repeat an event that was lost.
 * It concerns one message (`seq`), or many that moderators have removed or restored at once (`seqs`).
 */
export const changes = pgTable(
	"changes",
	{
		channelId: number("channel_id")
			.notNull()
			.references(() => channels.id, { onDelete: "cascade" }),
		rev: number("rev").notNull(),
		seq: number("seq"),
		seqs: multirange("seqs"),
		kind: text({ enum: ["updated", "deleted", "reaction", "vote", "purged", "restored", "expired"] }).notNull(),
		emoji: text(),
		userId: number("user_id"),
		added: boolean(),
		count: number("count"),
		/** Of a vote: `{options, counts}`, the voter's options and the votes for every option. */
		vote: jsonb(),
		/** The moderation action that has removed messages. */
		actionId: number("action_id"),
	},
	(t) => [
		primaryKey({ columns: [t.channelId, t.rev] }),
		check(
			"change_place",
			sql`(seq is null) = (kind in ('purged', 'restored', 'expired')) and (seq is null) <> (seqs is null)`,
		),
		// A deletion clears the users of reactions and votes in the log.
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

/** The users mentioned in each message. Those after the read marker count as unread. */
export const mentions = pgTable(
	"mentions",
	{
		userId: number("user_id")
			.notNull()
			.references(() => users.id, { onDelete: "cascade" }),
		channelId: number("channel_id").notNull(),
		seq: number("seq").notNull(),
		/** The kind of mention: by name, by a role, by everyone, by here, or by a keyword. */
		kind: text({ enum: ["name", "role", "everyone", "here", "keyword"] })
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

/** The text of a message before each edit, the first edit's as 1. */
export const versions = pgTable(
	"versions",
	{
		channelId: number("channel_id").notNull(),
		seq: number("seq").notNull(),
		n: integer().notNull(),
		content: text().notNull(),
		/** When this text was written. */
		writtenAt: at("written_at").notNull(),
		/** The users it mentioned by name, so that a later edit does not notify them again. */
		called: number("called").array().notNull().default(sql`'{}'`),
	},
	(t) => [
		primaryKey({ columns: [t.channelId, t.seq, t.n] }),
		foreignKey({ columns: [t.channelId, t.seq], foreignColumns: [messages.channelId, messages.seq] }).onDelete(
			"cascade",
		),
	],
);

/** The votes of each user in a poll; `option` counts from 0. */
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

/** Messages that a user has saved for later. */
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

/** A user's draft in a channel or thread, for their other devices. */
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

/** The channels and authors of an import, with their counterparts in the server. */
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
