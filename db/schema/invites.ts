import { sql } from "drizzle-orm";
import { boolean, check, index, integer, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { at, id, number } from "./columns";
import { channels, servers } from "./servers";
import { users } from "./users";

/** Links through which users join a server. An ended invite stays, so that its link says why it does not work. */
export const invites = pgTable(
	"invites",
	{
		id: id(),
		/** What the link ends with. Whoever knows it may join, so it is never logged. */
		code: text().notNull().unique("invite_code"),
		serverId: number("server_id")
			.notNull()
			.references(() => servers.id, { onDelete: "cascade" }),
		/** The channel that a new member sees first. */
		channelId: number("channel_id").references(() => channels.id, { onDelete: "set null" }),
		creatorId: number("creator_id")
			.notNull()
			.references(() => users.id, { onDelete: "cascade" }),
		/** Given to those who join. A role that is deleted meanwhile stays in the list and is not given. */
		roleIds: number("role_ids").array().notNull().default(sql`'{}'`),
		maxUses: integer("max_uses"),
		/** Updated in the transaction of every join through the invite. */
		uses: integer().notNull().default(0),
		expiresAt: at("expires_at"),
		revokedAt: at("revoked_at"),
		/** Null: as the server requires at the time of the join. */
		needsApproval: boolean("needs_approval"),
		/** The users who may join through it; null means all. */
		onlyUsernames: text("only_usernames").array(),
		createdAt: at("created_at").notNull().defaultNow(),
	},
	(t) => [
		index().on(t.serverId, t.id),
		index().on(t.creatorId),
		index().on(t.channelId),
		check("invite_uses", sql`${t.uses} >= 0 and ${t.uses} <= ${t.maxUses}`),
	],
);

/** Users who ask to join a server where joining needs approval. */
export const joinRequests = pgTable(
	"join_requests",
	{
		id: id(),
		serverId: number("server_id")
			.notNull()
			.references(() => servers.id, { onDelete: "cascade" }),
		userId: number("user_id")
			.notNull()
			.references(() => users.id, { onDelete: "cascade" }),
		answer: text().notNull().default(""),
		/** The version of the rules that the user has accepted with the request. */
		acceptedRules: integer("accepted_rules"),
		/** The invite that the user came through. */
		inviteId: number("invite_id").references(() => invites.id, { onDelete: "set null" }),
		state: text({ enum: ["pending", "approved", "refused", "withdrawn"] })
			.notNull()
			.default("pending"),
		decidedBy: number("decided_by").references(() => users.id, { onDelete: "set null" }),
		decidedAt: at("decided_at"),
		reason: text(),
		createdAt: at("created_at").notNull().defaultNow(),
	},
	(t) => [
		uniqueIndex("join_request_pending").on(t.serverId, t.userId).where(sql`state = 'pending'`),
		index().on(t.serverId, t.state, t.id),
		index().on(t.userId, t.id),
		index().on(t.inviteId),
		index().on(t.decidedBy),
		check("join_request_state", sql`${t.state} in ('pending', 'approved', 'refused', 'withdrawn')`),
	],
);
