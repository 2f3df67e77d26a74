import { and, eq, isNull, sql } from "drizzle-orm";
import { db } from "@/db";
import { attachments, channels, memberships, messages, servers } from "@/db/schema";
import { canReadHistory } from "../auth/can-view-channel";
import type { Viewer } from "../auth/viewer";
import { AppError } from "../errors";
import type { Attachment, AttachmentKind } from "../realtime/protocol";

/** A file that the viewer may read at this moment. Loading it has checked access. */
export type LoadedAttachment = {
	readonly id: number;
	readonly channelId: number;
	/** The message it belongs to; null before it is sent. */
	readonly seq: number | null;
	readonly name: string;
	readonly type: string;
	readonly kind: AttachmentKind;
	readonly size: number;
	readonly key: string;
	readonly hasThumbnail: boolean;
	readonly createdAt: Date;
};

export const attachmentNotFound = () => new AppError("attachment_not_found", "There is no such file.");

/**
 * Loads a file for users who may read its channel now; an unsent one for its uploader alone. For all others, also
 * outsiders of a public server, it does not exist.
 */
export const loadAttachment = (viewer: Viewer, id: number): Promise<LoadedAttachment> => load(viewer, id, false);

/** Loads a file of the viewer's own. */
export const loadOwn = (viewer: Viewer, id: number): Promise<LoadedAttachment> => load(viewer, id, true);

async function load(viewer: Viewer, id: number, ownOnly: boolean): Promise<LoadedAttachment> {
	const isOwn = eq(attachments.uploaderId, viewer.id);
	const [row] = await db
		.select({
			id: attachments.id,
			channelId: channels.id,
			seq: attachments.seq,
			name: attachments.name,
			type: attachments.type,
			kind: attachments.kind,
			size: attachments.size,
			key: attachments.key,
			hasThumbnail: attachments.hasThumbnail,
			createdAt: attachments.createdAt,
		})
		.from(attachments)
		.innerJoin(channels, eq(channels.id, attachments.channelId))
		.innerJoin(servers, eq(servers.id, channels.serverId))
		.innerJoin(memberships, and(eq(memberships.serverId, servers.id), eq(memberships.userId, viewer.id)))
		.leftJoin(messages, and(eq(messages.channelId, attachments.channelId), eq(messages.seq, attachments.seq)))
		.where(
			and(
				eq(attachments.id, id),
				canReadHistory(viewer.id),
				sql`case when ${attachments.seq} is null then ${isOwn}
					else ${messages.seq} is not null and ${isNull(messages.deletedAt)} end`,
				ownOnly ? isOwn : undefined,
			),
		);
	if (!row) throw attachmentNotFound();
	return row;
}

type Row = Omit<Attachment, "url" | "thumbnailUrl"> & { hasThumbnail: boolean };

export const attachmentColumns = {
	id: attachments.id,
	name: attachments.name,
	type: attachments.type,
	kind: attachments.kind,
	size: attachments.size,
	width: attachments.width,
	height: attachments.height,
	hasThumbnail: attachments.hasThumbnail,
	animated: attachments.animated,
	alt: attachments.alt,
	spoiler: attachments.spoiler,
};

export const serializeAttachment = ({ hasThumbnail, ...row }: Row): Attachment => ({
	...row,
	url: `/api/attachments/${row.id}`,
	thumbnailUrl: hasThumbnail ? `/api/attachments/${row.id}/thumbnail` : null,
});
