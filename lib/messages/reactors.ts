import { and, eq, like, sql } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { memberships, reactions, users, votes } from "@/db/schema";
import type { LoadedMessage } from "../auth/access";
import { cursor, cursorOf } from "../cursor";
import { invalid } from "../errors";
import { queryLimit, queryNumber } from "../http/query-number";
import type { Author } from "../realtime/protocol";
import { authorColumns, type StoredAuthor, serializeAuthor } from "../users/serialize";
import type { ReactionEmoji } from "./react";

export const PeopleQuery = z.object({ limit: queryLimit(100, 50), cursor: cursor.optional() });
export const VotersQuery = PeopleQuery.extend({
	option: queryNumber(0, 9, "Must be the number of an option."),
});
type Page = { users: Author[]; nextCursor: string | null };

/** The users who reacted with an emoji, in the order of their reactions. */
export async function reactors(
	{ channel, seq }: LoadedMessage,
	emoji: ReactionEmoji,
	{ limit, cursor: after }: z.output<typeof PeopleQuery>,
): Promise<Page> {
	if (after && !/^\d{1,15}$/.test(after[0])) throw invalid({ cursor: "Is not a cursor of this list." });
	const at = sql`(extract(epoch from ${reactions.createdAt}) * 1000)::bigint`;
	const rows = await db
		.select({ ...authorColumns, nickname: memberships.nickname, key: sql<string>`${at}::text` })
		.from(reactions)
		.innerJoin(users, eq(users.id, reactions.userId))
		.leftJoin(memberships, isMembershipIn(channel.serverId))
		.where(
			and(
				eq(reactions.channelId, channel.id),
				eq(reactions.seq, seq),
				typeof emoji === "string" ? eq(reactions.emoji, emoji) : like(reactions.emoji, `:%:${emoji.id}`),
				after && sql`(${at}, ${users.id}) > (${after[0]}::text::bigint, ${after[1]}::bigint)`,
			),
		)
		.orderBy(at, users.id)
		.limit(limit + 1);
	return pageOf(rows, limit);
}

/** The users who voted for an option, by name. */
export async function voters(
	{ channel, seq }: LoadedMessage,
	{ option, limit, cursor: after }: z.output<typeof VotersQuery>,
): Promise<Page> {
	const key = sql<string>`lower(coalesce(${memberships.nickname}, ${users.displayName}))`;
	const rows = await db
		.select({ ...authorColumns, nickname: memberships.nickname, key })
		.from(votes)
		.innerJoin(users, eq(users.id, votes.userId))
		.leftJoin(memberships, isMembershipIn(channel.serverId))
		.where(
			and(
				eq(votes.channelId, channel.id),
				eq(votes.seq, seq),
				eq(votes.option, option),
				after && sql`(${key}, ${users.id}) > (${after[0]}::text, ${after[1]}::bigint)`,
			),
		)
		.orderBy(key, users.id)
		.limit(limit + 1);
	return pageOf(rows, limit);
}

/** Over `users`: a user who has left has none, and so no nickname. */
const isMembershipIn = (serverId: number) => and(eq(memberships.serverId, serverId), eq(memberships.userId, users.id));

function pageOf(rows: (StoredAuthor & { key: string })[], limit: number): Page {
	const page = rows.slice(0, limit);
	const last = page.at(-1);
	return {
		users: page.map(({ key: _, ...user }) => serializeAuthor(user)),
		nextCursor: last && rows.length > limit ? cursorOf(last.key, last.id) : null,
	};
}
