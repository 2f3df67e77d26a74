import { type SQLWrapper, sql } from "drizzle-orm";

type GroupId = number | SQLWrapper;

/** In SQL: a channel that follows the group, whether or not there is one. */
const channelOf = (groupId: GroupId) => sql`jsonb_populate_record(null::channels,
	jsonb_build_object('id', 0, 'restricted', true, 'follows_group', true, 'group_id', ${groupId}::bigint))`;

/**
 * In SQL: the permissions of a member in a group, of `servers` and `memberships`. They are those that the member has
 * both in the server and in channels that follow the group: whom its overrides deny something may not do it to the
 * group either.
 */
export const groupBits = (groupId: GroupId) =>
	sql<number>`server_bits(servers, memberships) & channel_bits(${channelOf(groupId)}, servers, memberships)`.mapWith(
		Number,
	);
