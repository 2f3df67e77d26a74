import { sql } from "drizzle-orm";
import {
	type AnyPgColumn,
	boolean,
	check,
	index,
	integer,
	jsonb,
	pgTable,
	primaryKey,
	text,
	unique,
	uniqueIndex,
	uuid,
} from "drizzle-orm/pg-core";
import { at, id, number } from "./columns";
import { users } from "./users";

export const categories = pgTable("categories", {
	id: id(),
	slug: text().notNull().unique(),
	name: text().notNull(),
	description: text().notNull().default(""),
	position: integer().notNull(),
});

/** `joins` in `minutes` are noticed: then moderators are notified, or raid mode is turned on. */
export type RaidWatch = { joins: number; minutes: number; action: "off" | "notify" | "activate" };
const noWatch: RaidWatch = { joins: 10, minutes: 2, action: "off" };

/** What a server requires of those who join it. */
export type JoinRequirements = {
	/** Whether a member must approve each join. */
	approval: boolean;
	/** Asked of those whose join must be approved. */
	question: string;
	rules: string[];
	/** How old an account must be. */
	minAccountMinutes: number;
};
const noRequirements: JoinRequirements = { approval: false, question: "", rules: [], minAccountMinutes: 0 };

export const servers = pgTable(
	"servers",
	{
		id: id(),
		name: text().notNull(),
		description: text().notNull().default(""),
		categoryId: number("category_id")
			.notNull()
			.references(() => categories.id),
		visibility: text({ enum: ["public", "private"] })
			.notNull()
			.default("public"),
		iconUrl: text("icon_url"),
		bannerUrl: text("banner_url"),
		ownerId: number("owner_id")
			.notNull()
			.references(() => users.id),
		/** Updated in the transaction of every join and leave, so that lists never count rows. */
		memberCount: integer("member_count").notNull().default(0),
		/** The number of transactions in which users have joined. Each message keeps the one that its append has seen. */
		joinRev: number("join_rev").notNull().default(0),
		/** The permissions of @everyone, copied from the role by a trigger. */
		everyoneBits: number("everyone_bits").notNull().default(0),
		/** Counts the changes of the order of channels and groups. */
		layoutRev: number("layout_rev").notNull().default(0),
		/** Its name in an address. */
		slug: text().unique("server_slug"),
		/** Nobody joins through an invite until then. */
		invitesPausedUntil: at("invites_paused_until"),
		/** Raid mode is on until then. It ends by the clock, and the other values count only while it lasts. */
		raidUntil: at("raid_until"),
		/** Those who have joined since then are newcomers. */
		raidSince: at("raid_since"),
		raidJoins: text("raid_joins", { enum: ["closed", "approval", "open"] })
			.notNull()
			.default("closed"),
		newcomersMay: text("newcomers_may", { enum: ["read", "talk"] })
			.notNull()
			.default("read"),
		raidSlowModeSeconds: integer("raid_slow_mode_s").notNull().default(0),
		raidWatch: jsonb("raid_watch").$type<RaidWatch>().notNull().default(noWatch),
		/** When the watch noticed many joins, and when the first of them was. */
		raidNoticedAt: at("raid_noticed_at"),
		raidNoticedSince: at("raid_noticed_since"),
		joinRequirements: jsonb("join_requirements").$type<JoinRequirements>().notNull().default(noRequirements),
		/** Counts the changes of the rules. */
		rulesVersion: integer("rules_version").notNull().default(0),
		/** The channel that a new member sees first. */
		welcomeChannelId: number("welcome_channel_id").references((): AnyPgColumn => channels.id, { onDelete: "set null" }),
		/** The channel that announces new members; null announces none. */
		joinedChannelId: number("joined_channel_id").references((): AnyPgColumn => channels.id, { onDelete: "set null" }),
		/** Whether pins, and new names of channels, are announced in their channel. */
		announcesPins: boolean("announces_pins").notNull().default(false),
		announcesRenames: boolean("announces_renames").notNull().default(false),
		/** Whether members have the permissions that need a second factor only with one (lib/auth/permissions.ts). */
		requiresFactor: boolean("requires_factor").notNull().default(false),
		/** Whether system messages count as unread from now on. */
		countsSystemMessages: boolean("counts_system_messages").notNull().default(false),
		/** How many days its messages are kept; null is as long as the instance keeps them. */
		keepDays: integer("keep_days"),
		/** An administrator has hidden it from Explore, whatever its visibility, and why. */
		delistedAt: at("delisted_at"),
		delistingReason: text("delisting_reason").notNull().default(""),
		/** An administrator has frozen it: everybody may only read, its owner included, and why. */
		frozenAt: at("frozen_at"),
		freezeReason: text("freeze_reason").notNull().default(""),
		/** The id that its owner chose before creating it, so that a retry creates no second one. */
		nonce: uuid(),
		createdAt: at("created_at").notNull().defaultNow(),
	},
	(t) => [
		uniqueIndex("server_nonce").on(t.ownerId, t.nonce).where(sql`nonce is not null`),
		check("visibility_known", sql`${t.visibility} in ('public', 'private')`),
		// An index serves "order by … desc" only with the place of nulls that goes with it.
		index("servers_popular")
			.on(t.memberCount.desc().nullsFirst(), t.id.desc().nullsFirst())
			.where(sql`visibility = 'public'`),
		index().on(t.categoryId),
		index().on(t.ownerId),
		index().on(t.welcomeChannelId),
		index().on(t.joinedChannelId),
	],
);

/**
 * The number of messages in each server, counted every hour. They are not in the server's row, with which the lists of
 * its members' servers change.
 */
export const serverCounts = pgTable("server_counts", {
	serverId: number("server_id")
		.primaryKey()
		.references(() => servers.id, { onDelete: "cascade" }),
	messages: number("messages").notNull().default(0),
});

export const memberships = pgTable(
	"memberships",
	{
		serverId: number("server_id")
			.notNull()
			.references(() => servers.id, { onDelete: "cascade" }),
		userId: number("user_id")
			.notNull()
			.references(() => users.id, { onDelete: "cascade" }),
		nickname: text(),
		/** The nickname or display name in lower case, by which lists are sorted: a copy that triggers keep. */
		sortName: text("sort_name").notNull().default(""),
		/** All names in lower case, each in a line: a copy likewise, so that a search reads no other table. */
		searchNames: text("search_names").notNull().default(""),
		joinedAt: at("joined_at").notNull().defaultNow(),
		/** The server's notification level; null means mentions. */
		level: text({ enum: ["all", "mentions", "nothing"] }),
		/** Muted until then; the year 9999 means until turned on again. */
		mutedUntil: at("muted_until"),
		/**
		 * The member's roles besides @everyone, their permissions together, and the position of the highest: copies that
		 * triggers keep, so that an append reads them in the row that it locks.
		 */
		roleIds: number("role_ids").array().notNull().default(sql`'{}'`),
		roleBits: number("role_bits").notNull().default(0),
		rank: integer().notNull().default(0),
		/** Whether their account has a second factor: a copy that triggers keep, for the same reason. */
		hasFactor: boolean("has_factor").notNull().default(false),
		/** The member may only read until then. */
		timedOutUntil: at("timed_out_until"),
		/** When the member accepted the server's rules; without it they may only read. */
		acceptedAt: at("accepted_at").defaultNow(),
	},
	(t) => [
		primaryKey({ columns: [t.serverId, t.userId] }),
		index().on(t.userId),
		// The orders of the list of members: a page of a large server reads a few of them.
		index("memberships_by_name").on(t.serverId, t.sortName, t.userId),
		index("memberships_by_rank").on(t.serverId, sql`(-${t.rank})`, t.sortName, t.userId),
		index("memberships_by_joining").on(t.serverId, t.joinedAt, t.userId),
	],
);

/**
 * Users invited to a server who have not answered yet. A declined invitation is kept for a while, so that it is not
 * repeated.
 */
export const invitations = pgTable(
	"invitations",
	{
		/** The row survives a deleted server, because it still counts for its sender. */
		serverId: number("server_id").references(() => servers.id, { onDelete: "set null" }),
		userId: number("user_id")
			.notNull()
			.references(() => users.id, { onDelete: "cascade" }),
		invitedBy: number("invited_by")
			.notNull()
			.references(() => users.id, { onDelete: "cascade" }),
		createdAt: at("created_at").notNull().defaultNow(),
		declinedAt: at("declined_at"),
	},
	(t) => [
		uniqueIndex().on(t.serverId, t.userId),
		index().on(t.userId, t.createdAt),
		index().on(t.invitedBy, t.createdAt),
	],
);

/** Headings that channels are listed under. */
export const channelGroups = pgTable(
	"channel_groups",
	{
		id: id(),
		serverId: number("server_id")
			.notNull()
			.references(() => servers.id, { onDelete: "cascade" }),
		name: text().notNull(),
		position: integer().notNull(),
	},
	(t) => [unique("group_server").on(t.serverId, t.id)],
);

export const channels = pgTable(
	"channels",
	{
		id: id(),
		serverId: number("server_id")
			.notNull()
			.references(() => servers.id, { onDelete: "cascade" }),
		name: text().notNull(),
		topic: text().notNull().default(""),
		/** Whether @everyone may not view it. Kept by triggers, like the two below; a thread has its channel's values. */
		private: boolean().notNull().default(false),
		/** Whether some member may not view it, so that its events go to those who may. */
		viewRestricted: boolean("view_restricted").notNull().default(false),
		/** Whether an override applies to it. */
		restricted: boolean().notNull().default(false),
		groupId: number("group_id").references((): AnyPgColumn => channelGroups.id, { onDelete: "set null" }),
		/** Whether the overrides of its group apply, and not its own. */
		followsGroup: boolean("follows_group").notNull().default(false),
		archivedAt: at("archived_at"),
		/** The least time between two messages of a member, or 0; a thread has its channel's. */
		slowModeSeconds: integer("slow_mode_s").notNull().default(0),
		position: integer().notNull().default(0),
		creatorId: number("creator_id")
			.notNull()
			.references(() => users.id),
		/** How many days its messages are kept; null is as long as the server keeps them. */
		keepDays: integer("keep_days"),
		/**
		 * Where the log begins: messages before it have expired, and have no rows. It is one more than the last seq if there
		 * are none left. Updated only under the row's lock, like the two below.
		 */
		firstSeq: number("first_seq").notNull().default(1),
		/** Heads of the log: the last message's seq and the last change's rev. */
		lastSeq: number("last_seq").notNull().default(0),
		lastRev: number("last_rev").notNull().default(0),
		/** The number of its messages that do not count as unread, removed ones included. */
		uncountedCount: number("uncounted_count").notNull().default(0),
		/** Of these, those that have expired. */
		expiredUncounted: number("expired_uncounted").notNull().default(0),
		/** The number of its tombstones. */
		deletedCount: number("deleted_count").notNull().default(0),
		/**
		 * Of a thread: its parent's channel and message. A thread is a channel with its own log, but with its parent
		 * channel's privacy and creator, so that both share the access check. Its name is empty.
		 */
		parentId: number("parent_id").references((): AnyPgColumn => channels.id, { onDelete: "cascade" }),
		parentSeq: number("parent_seq"),
		/** The id that its creator chose before creating it, as for a server. */
		nonce: uuid(),
		createdAt: at("created_at").notNull().defaultNow(),
	},
	(t) => [
		uniqueIndex("channel_name").on(t.serverId, t.name).where(sql`parent_id is null`),
		uniqueIndex("channel_thread").on(t.parentId, t.parentSeq).where(sql`parent_id is not null`),
		uniqueIndex("channel_nonce").on(t.serverId, t.creatorId, t.nonce).where(sql`nonce is not null`),
		index("channel_server").on(t.serverId),
		check("thread_place", sql`(parent_id is null) = (parent_seq is null)`),
	],
);

/**
 * When a member last sent a message in a channel with slow mode, or in one of its threads. There are rows only for such
 * channels.
 */
export const slowModeState = pgTable(
	"slow_mode_state",
	{
		channelId: number("channel_id")
			.notNull()
			.references(() => channels.id, { onDelete: "cascade" }),
		userId: number("user_id")
			.notNull()
			.references(() => users.id, { onDelete: "cascade" }),
		at: at("at").notNull(),
	},
	(t) => [primaryKey({ columns: [t.channelId, t.userId] }), index().on(t.userId)],
);
