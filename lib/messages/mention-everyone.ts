import { type SQL, sql } from "drizzle-orm";
import type { LoadedMessage } from "../auth/access";
import { includes } from "../auth/permissions";
import type { Viewer } from "../auth/viewer";
import { isCrowd, mentionsOf } from "../markdown";
import { appState } from "../process/app-state";
import type { Tx } from "../transaction";
import type { Row } from "./serialize";

/** The maximum of users that any member may mention at once; more need the permission to mention everyone. */
export const everyoneLimit = 100;

const mayView = (userId: SQL) => sql`(not c.view_restricted or may_view(c.id, ${userId}))`;

/**
 * The mentioned names in an edited text, decided as append_messages does for a new message. A broadcast mentions nobody
 * itself: it keeps its reply's mentions that its text still contains.
 */
export async function mentionedBy(
	tx: Tx,
	viewer: Viewer,
	{ channel }: LoadedMessage,
	before: Pick<Row, "mentions" | "echoOf">,
	content: string,
): Promise<string[]> {
	const names = mentionsOf(content);
	if (before.echoOf) return names.filter((name) => before.mentions?.includes(name));
	if (names.length === 0) return [];
	const mayMentionEveryone = includes(channel.permissions, "mention_everyone");
	const rows = await tx.execute<{ name: string }>(sql`
		select w.name from unnest(${sql.param(names)}::text[]) with ordinality w(name, n)
		join channels c on c.id = ${channel.id} join servers s on s.id = c.server_id
		where case when w.name in ('everyone', 'here')
			then ${mayMentionEveryone} or case when c.view_restricted then (
				select count(*) from memberships m where m.server_id = s.id and channel_bits(c, s, m) & 1 <> 0
			) else s.member_count end <= ${everyoneLimit}
			else exists (
				select from users u join memberships j on j.user_id = u.id and j.server_id = s.id
				where u.username = w.name and u.id <> ${viewer.id} and ${mayView(sql`u.id`)}
			) or exists (
				select from roles r where r.server_id = s.id and r.handle = w.name and not r.is_everyone
					and (${mayMentionEveryone} or r.mentionable and ${everyoneLimit} >= (
						select count(*) from member_roles h where h.role_id = r.id and ${mayView(sql`h.user_id`)}
					))
			) end
		order by w.n`);
	return rows.map(({ name }) => name);
}

/**
 * Stores the mentions of an edit. A user mentioned by name is not mentioned with everyone too, and a user mentioned
 * before is not notified again.
 */
export async function insertMentions(
	tx: Tx,
	{ id }: Viewer,
	{ channel, seq }: LoadedMessage,
	names: string[],
	mentioned: Set<number>,
): Promise<void> {
	const isNew = sql`(j.user_id = any (${sql.param([...mentioned])}::bigint[]) or not exists (
		select 1 from versions v where v.channel_id = ${channel.id} and v.seq = ${seq} and j.user_id = any (v.called)))`;
	const people = names.filter((name) => !isCrowd(name));
	if (people.length > 0)
		await tx.execute(sql`
			insert into mentions (user_id, channel_id, seq)
			select u.id, ${channel.id}, ${seq} from users u
			join memberships j on j.user_id = u.id and j.server_id = ${channel.serverId}
			where u.username = any (${sql.param(people)}::text[]) and ${isNew}`);
	if (people.length > 0)
		await tx.execute(sql`
			insert into mentions (user_id, channel_id, seq, kind)
			select distinct j.user_id, c.id, ${seq}::bigint, 'role' from channels c
			join roles r on r.server_id = c.server_id and r.handle = any (${sql.param(people)}::text[]) and not r.is_everyone
			join member_roles j on j.role_id = r.id and j.user_id <> ${id}
			where c.id = ${channel.id} and ${mayView(sql`j.user_id`)} and ${isNew} and not exists (
				select from users u join memberships m on m.user_id = u.id and m.server_id = c.server_id
				where u.username = r.handle and ${mayView(sql`u.id`)}
			)
			on conflict do nothing`);
	const kind = names.find((name) => name === "everyone") ?? names.find((name) => name === "here");
	if (!kind) return;
	const here = kind === "here" ? appState().presence.online() : [];
	await tx.execute(sql`
		insert into mentions (user_id, channel_id, seq, kind)
		select j.user_id, c.id, ${seq}, ${kind} from channels c join servers s on s.id = c.server_id
		join memberships j on j.server_id = s.id and j.user_id <> ${id}
		where c.id = ${channel.id} and (${kind} = 'everyone' or j.user_id = any (${sql.param(here)}::bigint[]))
			and ${mayView(sql`j.user_id`)} and ${isNew}
		on conflict do nothing`);
}
