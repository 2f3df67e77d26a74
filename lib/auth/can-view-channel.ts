import { sql as drizzle, type SQL, type SQLWrapper } from "drizzle-orm";
import { sql } from "@/db";
import { channels, servers } from "@/db/schema";
import type { SqlTag } from "@/db/sql-tag";

type Fragment = ReturnType<typeof sql>;

/** A member may see a public channel, one they created, and every channel of a server they own. Written by either `sql`. */
const viewRule = <Part>(sql: SqlTag<Part>, isPrivate: unknown, creatorId: unknown, ownerId: unknown, userId: unknown) =>
	sql`(not ${isPrivate} or ${creatorId} = ${userId} or ${ownerId} = ${userId})`;

/** For Drizzle, over `channels` and `servers`: whether this member may see the channel. */
export const canViewChannel = (userId: number | SQLWrapper) =>
	viewRule<SQL>(drizzle, channels.private, channels.creatorId, servers.ownerId, userId);

/** For postgres.js, over `c` (channels) and `s` (servers): the same. */
export const canViewChannelSql = (userId: number | Fragment) =>
	viewRule(sql as SqlTag<Fragment>, sql`c.private`, sql`c.creator_id`, sql`s.owner_id`, userId);
