import { sql } from "@/db";
import { canViewChannelSql } from "../auth/access";
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
	const [row] = await sql<LoadedAttachment[]>`
		select a.id, a.channel_id as "channelId", a.seq, a.name, a.type, a.kind, a.size, a.key,
			a.has_thumbnail as "hasThumbnail", a.created_at as "createdAt"
		from attachments a join channels c on c.id = a.channel_id join servers s on s.id = c.server_id
		join memberships j on j.server_id = s.id and j.user_id = ${viewer.id}
		left join messages m on m.channel_id = a.channel_id and m.seq = a.seq
		where a.id = ${id} and ${canViewChannelSql(viewer.id)}
			and case when a.seq is null then a.uploader_id = ${viewer.id} else m.deleted_at is null and m.seq is not null end
			and (not ${ownOnly} or a.uploader_id = ${viewer.id})`;
	if (!row) throw attachmentNotFound();
	return row;
}

type Row = Omit<Attachment, "url" | "thumbnailUrl"> & { hasThumbnail: boolean };

/** In SQL, over `attachments`: a Row. */
export const attachmentColumns = () =>
	sql`id, name, type, kind, size, width, height, has_thumbnail as "hasThumbnail", animated, alt, spoiler`;

export const serializeAttachment = ({ hasThumbnail, ...row }: Row): Attachment => ({
	...row,
	url: `/api/attachments/${row.id}`,
	thumbnailUrl: hasThumbnail ? `/api/attachments/${row.id}/thumbnail` : null,
});
export type { Row as AttachmentRow };
