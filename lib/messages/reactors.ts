import { z } from "zod";
import { sql } from "@/db";
import type { LoadedMessage } from "../auth/access";
import { cursor, cursorOf } from "../cursor";
import { invalid } from "../errors";
import { queryLimit, queryNumber } from "../http/query-number";
import type { Author } from "../realtime/protocol";

export const PeopleQuery = z.object({ limit: queryLimit(100, 50), cursor: cursor.optional() });
export const VotersQuery = PeopleQuery.extend({
	option: queryNumber(0, 9, "Must be the number of an option."),
});
type Page = { users: Author[]; nextCursor: string | null };

const author = () => sql`u.id, u.username, u.display_name as "displayName", u.avatar_url as "avatarUrl"`;

/** The users who reacted with an emoji, in the order of their reactions. */
export async function reactors(
	{ channel, seq }: LoadedMessage,
	emoji: string,
	{ limit, cursor: after }: z.output<typeof PeopleQuery>,
): Promise<Page> {
	if (after && !/^\d{1,15}$/.test(after[0])) throw invalid({ cursor: "Is not a cursor of this list." });
	const at = sql`(extract(epoch from r.created_at) * 1000)::bigint`;
	const rows = await sql<(Author & { key: string })[]>`
		select ${author()}, ${at}::text as key from reactions r join users u on u.id = r.user_id
		where r.channel_id = ${channel.id} and r.seq = ${seq} and r.emoji = ${emoji}
			${after ? sql`and (${at}, u.id) > (${after[0]}::text::bigint, ${after[1]}::bigint)` : sql``}
		order by ${at}, u.id limit ${limit + 1}`;
	return pageOf(rows, limit);
}

/** The users who voted for an option, by name. */
export async function voters(
	{ channel, seq }: LoadedMessage,
	{ option, limit, cursor: after }: z.output<typeof VotersQuery>,
): Promise<Page> {
	const rows = await sql<(Author & { key: string })[]>`
		select ${author()}, lower(u.display_name) as key from votes v join users u on u.id = v.user_id
		where v.channel_id = ${channel.id} and v.seq = ${seq} and v.option = ${option}
			${after ? sql`and (lower(u.display_name), u.id) > (${after[0]}::text, ${after[1]}::bigint)` : sql``}
		order by lower(u.display_name), u.id limit ${limit + 1}`;
	return pageOf(rows, limit);
}

function pageOf(rows: (Author & { key: string })[], limit: number): Page {
	const page = rows.slice(0, limit);
	const last = page.at(-1);
	return {
		users: page.map(({ key: _, ...user }) => user),
		nextCursor: last && rows.length > limit ? cursorOf(last.key, last.id) : null,
	};
}
