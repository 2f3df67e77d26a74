import { sql as drizzle, type SQL, type SQLWrapper } from "drizzle-orm";
import { sql } from "@/db";
import { channels } from "@/db/schema";
import type { SqlTag } from "@/db/sql-tag";
import { readOnlyPermissions } from "./permissions";

type Fragment = ReturnType<typeof sql>;

/**
 * Most channels are open to every member, and only the others cost a call. The membership itself is checked by the
 * query. Written by either `sql`.
 */
const viewRule = <Part>(sql: SqlTag<Part>, isRestricted: unknown, channelId: unknown, userId: unknown) =>
	sql`(not ${isRestricted} or may_view(${channelId}, ${userId}))`;
const historyRule = <Part>(sql: SqlTag<Part>, isRestricted: unknown, channelId: unknown, userId: unknown) =>
	sql`(not ${isRestricted} or member_bits(${channelId}, ${userId}) & ${readOnlyPermissions.toString()}::bigint = ${readOnlyPermissions.toString()}::bigint)`;

/** For Drizzle, over `channels`: whether this member may view the channel. */
export const canViewChannel = (userId: number | SQLWrapper) =>
	viewRule<SQL>(drizzle, channels.viewRestricted, channels.id, userId);

/** For postgres.js, over `c` (channels): the same. */
export const canViewChannelSql = (userId: number | Fragment) =>
	viewRule(sql as SqlTag<Fragment>, sql`c.view_restricted`, sql`c.id`, userId);

/** For Drizzle, over `channels`: whether this member may read the channel's stored messages. */
export const canReadHistory = (userId: number | SQLWrapper) =>
	historyRule<SQL>(drizzle, channels.viewRestricted, channels.id, userId);

/** For postgres.js, over `c` (channels): the same. */
export const canReadHistorySql = (userId: number | Fragment) =>
	historyRule(sql as SqlTag<Fragment>, sql`c.view_restricted`, sql`c.id`, userId);
