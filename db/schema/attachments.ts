import { boolean, foreignKey, index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { at, id, number } from "./columns";
import { messages } from "./messages";
import { channels } from "./servers";
import { users } from "./users";

/** A file given to a channel. Without a `seq` it waits for its message; what waits too long is collected with its bytes. */
export const attachments = pgTable(
	"attachments",
	{
		id: id(),
		channelId: number("channel_id").references(() => channels.id, { onDelete: "set null" }),
		uploaderId: number("uploader_id").references(() => users.id, { onDelete: "set null" }),
		seq: number("seq"),
		name: text().notNull(),
		/** From its first bytes, never from what its sender said. */
		type: text().notNull(),
		kind: text({ enum: ["image", "video", "audio", "file"] }).notNull(),
		size: number("size").notNull(),
		/** Of its thumbnail; 0 where it has none. */
		thumbnailSize: number("thumbnail_size").notNull().default(0),
		/** Whether it is a picture that moves. */
		animated: boolean().notNull().default(false),
		width: integer(),
		height: integer(),
		hasThumbnail: boolean("has_thumbnail").notNull().default(false),
		alt: text().notNull().default(""),
		spoiler: boolean().notNull().default(false),
		/** Names the bytes in the store. */
		key: text().notNull().unique(),
		createdAt: at("created_at").notNull().defaultNow(),
	},
	(t) => [index().on(t.channelId, t.seq), index("attachments_waiting").on(t.createdAt), index().on(t.uploaderId)],
);

/** Which pictures the previews of a message show; several messages may show one. What none shows is collected. */
export const previewPictures = pgTable(
	"preview_pictures",
	{
		channelId: number("channel_id").notNull(),
		seq: number("seq").notNull(),
		/** Names the bytes in the store. */
		key: text().notNull(),
		/** Among whose files it counts, and for how much. */
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
