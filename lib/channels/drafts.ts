import { z } from "zod";
import { sql } from "@/db";
import { canViewChannelSql, channelNotFound, type LoadedChannel } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import type { Draft } from "../realtime/protocol";
import { emitToUser } from "../realtime/user-events";
import { isStorable, lengthOf } from "../text/schema";

const maxCharacters = 4000;
const dayMs = 86_400_000;

export const NewDraft = z.strictObject({
	// Not trimmed, because the user may continue typing after a trailing space.
	content: z
		.string("Must be text.")
		.refine(isStorable, "Contains characters that cannot be stored.")
		.refine(
			(text) => text.length <= maxCharacters * 2 && lengthOf(text) <= maxCharacters,
			`Use ${maxCharacters} characters or fewer.`,
		),
	replyTo: z.int("Must be the number of a message.").min(1, "Must be the number of a message.").nullish(),
	ageMs: z
		.int("Must be milliseconds.")
		.min(0, "Must be 0 or more.")
		.max(366 * dayMs, "Must be less than a year.")
		.default(0),
});

type Row = Omit<Draft, "updatedAt"> & { updatedAt: Date };
const serializeDraft = ({ updatedAt, ...row }: Row): Draft => ({ ...row, updatedAt: updatedAt.toISOString() });
const draftColumns = () =>
	sql`d.channel_id as "channelId", d.content, d.reply_to as "replyTo", d.updated_at as "updatedAt"`;

/**
 * Saves a draft for all of the viewer's devices. The latest edit wins, whenever it arrives; `ageMs` is the age of the
 * edit. A sent or discarded draft leaves its timestamp behind, so that an older edit cannot bring it back. Returns the
 * current draft.
 */
export async function save(
	viewer: Viewer,
	channel: LoadedChannel,
	{ content, replyTo = null, ageMs }: z.output<typeof NewDraft>,
): Promise<{ draft: Draft }> {
	const writtenAt = new Date(Date.now() - ageMs);
	// Locks the membership: a draft saved during a leave must not outlive it.
	const [kept] = await sql<Row[]>`
		insert into drafts as d (user_id, channel_id, content, reply_to, updated_at)
		select m.user_id, c.id, ${content}, ${content === "" ? null : replyTo}::bigint, ${writtenAt}
		from channels c join servers s on s.id = c.server_id
		join memberships m on m.server_id = c.server_id and m.user_id = ${viewer.id}
		where c.id = ${channel.id} and ${canViewChannelSql(viewer.id)} for share of m
		on conflict (user_id, channel_id) do update
			set content = excluded.content, reply_to = excluded.reply_to, updated_at = excluded.updated_at
			where d.updated_at <= excluded.updated_at
		returning ${draftColumns()}`;
	if (!kept) {
		const unread = (await read(viewer, sql`c.id = ${channel.id}`))[0];
		if (!unread) throw channelNotFound();
		return { draft: unread };
	}
	const draft = serializeDraft(kept);
	await emitToUser([viewer.id], { serverId: channel.serverId, channelId: channel.id }, "draft", draft);
	return { draft };
}

/** All drafts of the viewer in channels they may see now. */
export async function list(viewer: Viewer): Promise<{ drafts: Draft[] }> {
	return { drafts: await read(viewer, sql`d.content <> ''`) };
}

async function read(viewer: Viewer, where: ReturnType<typeof sql>): Promise<Draft[]> {
	const rows = await sql<Row[]>`
		select ${draftColumns()} from drafts d join channels c on c.id = d.channel_id join servers s on s.id = c.server_id
		join memberships m on m.server_id = s.id and m.user_id = d.user_id
		where d.user_id = ${viewer.id} and ${canViewChannelSql(viewer.id)} and ${where} order by d.updated_at desc`;
	return rows.map(serializeDraft);
}
