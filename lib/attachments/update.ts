import { and, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { attachments, messages } from "@/db/schema";
import { loadChannel, loadMessage } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { screenText } from "../automod/screen";
import { AppError } from "../errors";
import { change as changeMessage } from "../messages/change";
import type { Attachment } from "../realtime/protocol";
import { line } from "../text/schema";
import { attachmentColumns, attachmentNotFound, type LoadedAttachment, loadOwn, serializeAttachment } from "./access";
import { deleteFiles } from "./delete-files";

export const AttachmentChange = z.strictObject({
	alt: line(0, 1000).optional(),
	spoiler: z.boolean("Must be true or false.").optional(),
});

/**
 * Sets the description of the viewer's own file. If the file was sent already, its message changes, and all readers are
 * notified.
 */
export async function update(
	viewer: Viewer,
	open: LoadedAttachment,
	wanted: z.output<typeof AttachmentChange>,
): Promise<{ attachment: Attachment }> {
	const given = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
	const { id, channelId, seq } = open;
	if (Object.keys(given).length === 0) return { attachment: await loadUnsent(id) };
	if (wanted.alt) await screenText(viewer, await loadChannel(viewer, channelId), wanted.alt);
	if (seq === null) {
		const [row] = await db
			.update(attachments)
			.set(given)
			.where(and(eq(attachments.id, id), isNull(attachments.seq)))
			.returning(attachmentColumns);
		// Sent just now, so its message must change.
		return row ? { attachment: serializeAttachment(row) } : update(viewer, await loadOwn(viewer, id), wanted);
	}
	await changeMessage(viewer, await loadMessage(viewer, channelId, seq, "edit"), async (tx, message) => {
		if (message.deleted) throw attachmentNotFound();
		const [row] = await tx
			.update(attachments)
			.set(given)
			.where(eq(attachments.id, id))
			.returning({ id: attachments.id });
		if (!row) throw attachmentNotFound();
		const updated = sql`(
			select jsonb_agg(case when t.file -> 'id' = to_jsonb(${id}::bigint) then t.file || ${JSON.stringify(given)}::jsonb else t.file end order by t.n)
			from jsonb_array_elements(${messages.attachments}) with ordinality as t(file, n))`;
		await tx
			.update(messages)
			.set({ attachments: updated })
			.where(and(eq(messages.channelId, channelId), eq(messages.seq, seq), isNotNull(messages.attachments)));
		return { kind: "updated" };
	});
	return { attachment: await loadUnsent(id) };
}

/** Deletes an unsent file. */
export async function cancel({ id }: LoadedAttachment): Promise<void> {
	const [gone] = await db
		.delete(attachments)
		.where(and(eq(attachments.id, id), isNull(attachments.seq)))
		.returning({ key: attachments.key });
	if (!gone) throw new AppError("forbidden", "This file has been sent. Delete its message instead.");
	deleteFiles([gone.key]);
}

async function loadUnsent(id: number): Promise<Attachment> {
	const [row] = await db.select(attachmentColumns).from(attachments).where(eq(attachments.id, id));
	if (!row) throw attachmentNotFound();
	return serializeAttachment(row);
}
