import { boolean, foreignKey, index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { at, id, number } from "./columns";
import { messages } from "./messages";
import { channels } from "./servers";
import { users } from "./users";

/** A file uploaded to a channel. Without a `seq` it is unsent; a file unsent for too long is deleted with its bytes. */
export const attachments = pgTable(
	"attachments",
	{
		id: id(),
		channelId: number("channel_id").references(() => channels.id, { onDelete: "set null" }),
		/** The server of the channel, set by a trigger. It stays when channel and server are gone, until the row is deleted. */
		serverId: number("server_id"),
		uploaderId: number("uploader_id").references(() => users.id, { onDelete: "set null" }),
		seq: number("seq"),
		name: text().notNull(),
		/** Detected from its first bytes, never taken from its sender. */
		type: text().notNull(),
		kind: text({ enum: ["image", "video", "audio", "file"] }).notNull(),
		size: number("size").notNull(),
		/** The size of its thumbnail; 0 without one. */
		thumbnailSize: number("thumbnail_size").notNull().default(0),
		/** Whether it is an animated picture. */
		animated: boolean().notNull().default(false),
		width: integer(),
		height: integer(),
		hasThumbnail: boolean("has_thumbnail").notNull().default(false),
		alt: text().notNull().default(""),
		spoiler: boolean().notNull().default(false),
		/** The key of its bytes in the store. */
		key: text().notNull().unique(),
		createdAt: at("created_at").notNull().defaultNow(),
	},
	(t) => [index().on(t.channelId, t.seq), index("attachments_waiting").on(t.createdAt), index().on(t.uploaderId)],
);

/** The images that a message's previews show; several messages may share one. Images without a message are deleted. */
export const previewPictures = pgTable(
	"preview_pictures",
	{
		channelId: number("channel_id").notNull(),
		seq: number("seq").notNull(),
		/** The server of the channel, as for an attachment. */
		serverId: number("server_id"),
		/** The key of its bytes in the store. */
		key: text().notNull(),
		/** The user among whose files it counts. */
		userId: number("user_id").references(() => users.id, { onDelete: "cascade" }),
		size: integer().notNull().default(0),
	},
	(t) => [
		primaryKey({ columns: [t.channelId, t.seq, t.key] }),
		index().on(t.key),
		index().on(t.userId),
		foreignKey({ columns: [t.channelId, t.seq], foreignColumns: [messages.channelId, messages.seq] }).onDelete(
			"cascade",
		),
	],
);
