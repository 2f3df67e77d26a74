import { and, desc, eq, ne, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { isoTime } from "@/db/iso-time";
import { channels, drafts, memberships, servers } from "@/db/schema";
import { channelNotFound, type LoadedChannel } from "../auth/access";
import { canViewChannel } from "../auth/can-view-channel";
import type { Viewer } from "../auth/viewer";
import type { Draft } from "../realtime/protocol";
import { emitToUser } from "../realtime/user-events";
import { isStorable, lengthOf } from "../text/schema";
import { withLockedMembership } from "./locked-membership";

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

const draftColumns = {
	channelId: drafts.channelId,
	content: drafts.content,
	replyTo: drafts.replyTo,
	updatedAt: isoTime(drafts.updatedAt),
};

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
	const writtenAt = new Date(Date.now() - ageMs).toISOString();
	const row = withLockedMembership(viewer, channel.id, {
		content: sql<string>`${content}::text`.as("content"),
		replyTo: sql<number | null>`${content === "" ? null : replyTo}::bigint`.as("reply_to"),
		updatedAt: sql<Date>`${writtenAt}::timestamptz`.as("updated_at"),
	});
	const [kept] = await db
		.insert(drafts)
		.select(row)
		.onConflictDoUpdate({
			target: [drafts.userId, drafts.channelId],
			set: {
				content: sql`excluded.content`,
				replyTo: sql`excluded.reply_to`,
				updatedAt: sql`excluded.updated_at`,
			},
			setWhere: sql`${drafts.updatedAt} <= excluded.updated_at`,
		})
		.returning(draftColumns);
	if (!kept) {
		const [newer] = await read(viewer, eq(drafts.channelId, channel.id));
		if (!newer) throw channelNotFound();
		return { draft: newer };
	}
	await emitToUser([viewer.id], { serverId: channel.serverId, channelId: channel.id }, "draft", kept);
	return { draft: kept };
}

/** All drafts of the viewer in channels they may see now. */
export async function list(viewer: Viewer): Promise<{ drafts: Draft[] }> {
	return { drafts: await read(viewer, ne(drafts.content, "")) };
}

const read = (viewer: Viewer, where: SQL): Promise<Draft[]> =>
	db
		.select(draftColumns)
		.from(drafts)
		.innerJoin(channels, eq(channels.id, drafts.channelId))
		.innerJoin(servers, eq(servers.id, channels.serverId))
		.innerJoin(memberships, and(eq(memberships.serverId, servers.id), eq(memberships.userId, drafts.userId)))
		.where(and(eq(drafts.userId, viewer.id), canViewChannel(viewer.id), where))
		.orderBy(desc(drafts.updatedAt));
