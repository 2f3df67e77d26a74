import { sql } from "drizzle-orm";
import {
	boolean,
	check,
	date,
	index,
	integer,
	jsonb,
	pgTable,
	primaryKey,
	smallint,
	text,
	uniqueIndex,
	uuid,
} from "drizzle-orm/pg-core";
import { at, bytes, id, number } from "./columns";

export const users = pgTable(
	"users",
	{
		id: id(),
		username: text().notNull().unique(),
		displayName: text("display_name").notNull(),
		bio: text().notNull().default(""),
		/** Several accounts may have the same one as long as none of them has verified it. */
		email: text(),
		emailVerifiedAt: at("email_verified_at"),
		/** The address that replaces `email` once the user has opened the link that was sent to it. */
		pendingEmail: text("pending_email"),
		avatarUrl: text("avatar_url"),
		/**
		 * Only a person signs in, by whatever means. A placeholder is the author of imported messages, a deleted account the
		 * author of the messages that it has left.
		 */
		kind: text({ enum: ["person", "placeholder", "deleted"] })
			.notNull()
			.default("person"),
		/** Null also for a person who signs in by other means. */
		passwordHash: text("password_hash"),
		/** The custom status, with an emoji, until a time. */
		statusText: text("status_text").notNull().default(""),
		statusEmoji: text("status_emoji"),
		statusUntil: at("status_until"),
		/** The presence that the user chose to show while connected. */
		presence: text({ enum: ["online", "idle", "dnd", "invisible"] })
			.notNull()
			.default("online"),
		/** Keywords that notify the user like their name, in lower case. */
		keywords: text().array().notNull().default(sql`'{}'`),
		pronouns: text().notNull().default(""),
		/** Links on the profile. */
		links: jsonb().$type<{ label: string; url: string }[]>().notNull().default([]),
		/** The name of the user's time zone; null if other users are not to see it. */
		timeZone: text("time_zone"),
		/** Choices that follow the user to every device, and the number of their changes. */
		settings: jsonb().$type<object>().notNull().default({}),
		settingsRev: integer("settings_rev").notNull().default(0),
		/** The day, in UTC, of the last use of a session. Written once a day. */
		lastSeenDay: date("last_seen_day"),
		usernameChangedAt: at("username_changed_at"),
		/** The time at which the deletion of the account becomes final. Since it was asked for, the user is not listed. */
		deletesAt: at("deletes_at"),
		/** Whether the deletion removes the user's messages as well. */
		deletesMessages: boolean("deletes_messages").notNull().default(false),
		/** An administrator has deleted the account. It is suspended until then, so that no sign-in undoes the deletion. */
		deletedByAdmin: boolean("deleted_by_admin").notNull().default(false),
		/** Since when the user cannot sign in, until when (null for permanently), and why. The user reads the reason. */
		suspendedAt: at("suspended_at"),
		suspendedUntil: at("suspended_until"),
		suspensionReason: text("suspension_reason"),
		isAdmin: boolean("is_admin").notNull().default(false),
		/** Whether it has a confirmed authenticator app or a passkey: a copy that triggers keep. */
		hasFactor: boolean("has_factor").notNull().default(false),
		/** The account cannot be used before an administrator approves it, or before its e-mail address is verified. */
		awaitsApproval: boolean("awaits_approval").notNull().default(false),
		awaitsEmail: boolean("awaits_email").notNull().default(false),
		createdAt: at("created_at").notNull().defaultNow(),
	},
	(t) => [
		// Few users have keywords, and they are looked up by server.
		index("users_keywords").on(t.id).where(sql`keywords <> '{}'`),
		// The order of the list of members by the day they were last here.
		index("users_by_last_day").on(sql`coalesce(${t.lastSeenDay}, '-infinity')`, t.id),
		index("users_waiting").on(t.id).where(sql`awaits_approval or awaits_email`),
		uniqueIndex("users_verified_email").on(t.email).where(sql`email_verified_at is not null`),
		check("user_kind", sql`${t.kind} in ('person', 'placeholder', 'deleted')`),
		check("password_of_a_person", sql`${t.kind} = 'person' or ${t.passwordHash} is null`),
		check(
			"deleted_by_admin_is_suspended",
			sql`not ${t.deletedByAdmin} or (${t.deletesAt} is not null and ${t.suspendedAt} is not null and ${t.suspendedUntil} is null)`,
		),
		check("username_shape", sql`${t.username} ~ '^[a-z0-9_.]{2,32}$'`),
	],
);

/** Former usernames, which no other account may take for a while. */
export const heldUsernames = pgTable(
	"held_usernames",
	{
		username: text().primaryKey(),
		/** The user who had the name and may take it back; null after the deletion of their account. */
		userId: number("user_id").references(() => users.id, { onDelete: "set null" }),
		until: at("until").notNull(),
	},
	(t) => [index().on(t.userId), index().on(t.until)],
);

/** The latest export of each user's data. */
export const accountExports = pgTable(
	"account_exports",
	{
		userId: number("user_id")
			.primaryKey()
			.references(() => users.id, { onDelete: "cascade" }),
		requestedAt: at("requested_at").notNull().defaultNow(),
		/** How much of it is written, in percent. */
		progress: smallint().notNull().default(0),
		/** The key of the archive in the store, and its size; null until it is complete. */
		key: text().unique(),
		size: number("size"),
		readyAt: at("ready_at"),
		/** Since then nothing works on it any more. */
		failedAt: at("failed_at"),
	},
	(t) => [
		index().on(t.readyAt),
		check(
			"account_export_ready",
			sql`(${t.key} is null) = (${t.size} is null) and (${t.key} is null) = (${t.readyAt} is null)`,
		),
	],
);

/** A sign-in. The cookie only holds its id; the row decides whether it is valid. */
export const sessions = pgTable(
	"sessions",
	{
		id: uuid().primaryKey().defaultRandom(),
		userId: number("user_id")
			.notNull()
			.references(() => users.id, { onDelete: "cascade" }),
		userAgent: text("user_agent"),
		/** The network from which the user signed in: the first 24 bits of an IPv4 address, or 48 of an IPv6 one. */
		address: text(),
		createdAt: at("created_at").notNull().defaultNow(),
		/** Updated at most hourly while the session is used. */
		lastUsedAt: at("last_used_at").notNull().defaultNow(),
		/** When the user last proved their identity in this session: at sign-in, or again since. Null if it is unknown. */
		reauthenticatedAt: at("reauthenticated_at"),
		expiresAt: at("expires_at").notNull(),
		revokedAt: at("revoked_at"),
	},
	(t) => [index().on(t.userId), index("sessions_living").on(t.expiresAt).where(sql`revoked_at is null`)],
);

/** The users whom a user has blocked. */
export const blocks = pgTable(
	"blocks",
	{
		userId: number("user_id")
			.notNull()
			.references(() => users.id, { onDelete: "cascade" }),
		blockedId: number("blocked_id")
			.notNull()
			.references(() => users.id, { onDelete: "cascade" }),
		createdAt: at("created_at").notNull().defaultNow(),
	},
	(t) => [primaryKey({ columns: [t.userId, t.blockedId] }), index().on(t.blockedId)],
);

/** Secrets that were sent by e-mail or given by the administrator, as hashes. Each works once. */
export const emailTokens = pgTable(
	"email_tokens",
	{
		/** SHA-256 of 32 random bytes. */
		hash: bytes().primaryKey(),
		userId: number("user_id")
			.notNull()
			.references(() => users.id, { onDelete: "cascade" }),
		purpose: text({ enum: ["verify", "reset", "change", "sign_in", "erase"] }).notNull(),
		/** The address that it was sent to; null if the administrator has handed it over. */
		email: text(),
		createdAt: at("created_at").notNull().defaultNow(),
		expiresAt: at("expires_at").notNull(),
		usedAt: at("used_at"),
	},
	(t) => [
		index().on(t.userId),
		index().on(t.expiresAt),
		check("email_token_purpose", sql`${t.purpose} in ('verify', 'reset', 'change', 'sign_in', 'erase')`),
	],
);
