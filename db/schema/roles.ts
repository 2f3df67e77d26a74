import { sql } from "drizzle-orm";
import {
	type AnyPgColumn,
	boolean,
	check,
	foreignKey,
	index,
	integer,
	pgTable,
	primaryKey,
	smallint,
	text,
	unique,
	uniqueIndex,
} from "drizzle-orm/pg-core";
import { at, id, number } from "./columns";
import { channelGroups, channels, memberships, servers } from "./servers";
import { users } from "./users";

/**
 * The roles of a server. A higher position ranks higher; @everyone, which every member has, is at 0. Positions and names
 * are unique within a server: the positions by a deferred constraint, which the migration adds.
 */
export const roles = pgTable(
	"roles",
	{
		id: id(),
		serverId: number("server_id")
			.notNull()
			.references((): AnyPgColumn => servers.id, { onDelete: "cascade" }),
		name: text().notNull(),
		/** The name in a mention: `@handle`. */
		handle: text().notNull(),
		colour: text({ enum: ["rowan", "amber", "moss", "fern", "lagoon", "sky", "iris", "heather", "rose", "stone"] }),
		position: integer().notNull(),
		/** Whether its members are listed apart. */
		hoist: boolean().notNull().default(false),
		mentionable: boolean().notNull().default(false),
		selfAssignable: boolean("self_assignable").notNull().default(false),
		permissions: number("permissions").notNull().default(0),
		isEveryone: boolean("is_everyone").notNull().default(false),
		createdAt: at("created_at").notNull().defaultNow(),
		updatedAt: at("updated_at").notNull().defaultNow(),
	},
	(t) => [
		unique("role_server").on(t.serverId, t.id),
		uniqueIndex("role_name").on(t.serverId, sql`lower(${t.name})`),
		uniqueIndex("role_handle").on(t.serverId, t.handle),
		uniqueIndex("role_everyone").on(t.serverId).where(sql`is_everyone`),
		check("role_everyone_last", sql`${t.isEveryone} = (${t.position} = 0)`),
	],
);

/** The roles of a member, besides @everyone. */
export const memberRoles = pgTable(
	"member_roles",
	{
		serverId: number("server_id").notNull(),
		userId: number("user_id").notNull(),
		roleId: number("role_id").notNull(),
	},
	(t) => [
		primaryKey({ columns: [t.serverId, t.userId, t.roleId] }),
		foreignKey({
			columns: [t.serverId, t.userId],
			foreignColumns: [memberships.serverId, memberships.userId],
			name: "member_roles_membership",
		}).onDelete("cascade"),
		foreignKey({
			columns: [t.serverId, t.roleId],
			foreignColumns: [roles.serverId, roles.id],
			name: "member_roles_role",
		}).onDelete("cascade"),
		index("member_roles_role").on(t.roleId, t.userId),
	],
);

/** What a role or a user is allowed and denied in a channel, or in the channels that follow a group. */
export const overrides = pgTable(
	"overrides",
	{
		id: id(),
		channelId: number("channel_id").references((): AnyPgColumn => channels.id, { onDelete: "cascade" }),
		groupId: number("group_id").references(() => channelGroups.id, { onDelete: "cascade" }),
		roleId: number("role_id").references(() => roles.id, { onDelete: "cascade" }),
		userId: number("user_id").references(() => users.id, { onDelete: "cascade" }),
		/** The order in which overrides count: 0 for @everyone, 1 for another role, 2 for a user. Set by a trigger. */
		scope: smallint().notNull().default(1),
		allow: number("allow").notNull().default(0),
		deny: number("deny").notNull().default(0),
	},
	(t) => [
		uniqueIndex("override_channel_role")
			.on(t.channelId, t.roleId)
			.where(sql`channel_id is not null and role_id is not null`),
		uniqueIndex("override_channel_user")
			.on(t.channelId, t.userId)
			.where(sql`channel_id is not null and user_id is not null`),
		uniqueIndex("override_group_role").on(t.groupId, t.roleId).where(sql`group_id is not null and role_id is not null`),
		uniqueIndex("override_group_user").on(t.groupId, t.userId).where(sql`group_id is not null and user_id is not null`),
		// The unique ones are partial, so a lookup of all overrides of a channel or group cannot use them.
		index("override_channel").on(t.channelId),
		index("override_group").on(t.groupId),
		index("override_role").on(t.roleId),
		index("override_user").on(t.userId),
		check("override_place", sql`(${t.channelId} is null) <> (${t.groupId} is null)`),
		check("override_subject", sql`(${t.roleId} is null) <> (${t.userId} is null)`),
		check("override_disjoint", sql`${t.allow} & ${t.deny} = 0`),
	],
);
