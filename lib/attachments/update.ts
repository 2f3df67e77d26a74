import { z } from "zod";
import { sql } from "@/db";
import { openMessage } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { AppError } from "../errors";
import { change as changeMessage } from "../messages/change";
import type { Attachment } from "../realtime/protocol";
import { line } from "../text/schema";
import { type AttachmentRow, attachmentNotFound, columns, type OpenAttachment, openOwn, told } from "./access";
import { discard } from "./delete-files";

export const AttachmentChange = z.strictObject({
	alt: line(0, 1000).optional(),
	spoiler: z.boolean("Must be true or false.").optional(),
});

/** Describes one's own file. One that was sent already changes its message, and everybody who reads it is told. */
export async function change(
	viewer: Viewer,
	open: OpenAttachment,
	wanted: z.output<typeof AttachmentChange>,
): Promise<{ attachment: Attachment }> {
	const given = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
	const { id, channelId, seq } = open;
	if (Object.keys(given).length === 0) return { attachment: await one(id) };
	if (seq === null) {
		const [row] = await sql<AttachmentRow[]>`
			update attachments set ${sql(given)} where id = ${id} and seq is null returning ${columns()}`;
		// Sent in this moment: then its message is what changes.
		return row ? { attachment: told(row) } : change(viewer, await openOwn(viewer, id), wanted);
	}
	await changeMessage(viewer, await openMessage(viewer, channelId, seq, "edit"), async (tx, message) => {
		if (message.deleted) throw attachmentNotFound();
		const [row] = await tx`update attachments set ${tx(given)} where id = ${id} returning id`;
		if (!row) throw attachmentNotFound();
		await tx`
			update messages set attachments = (
				select jsonb_agg(case when t.told -> 'id' = to_jsonb(${id}::bigint) then t.told || ${JSON.stringify(given)}::jsonb else t.told end order by t.n)
				from jsonb_array_elements(attachments) with ordinality as t(told, n)
			) where channel_id = ${channelId} and seq = ${seq} and attachments is not null`;
		return { kind: "updated" };
	});
	return { attachment: await one(id) };
}

/** Takes back a file that was not sent yet. */
export async function cancel({ id }: OpenAttachment): Promise<void> {
	const [gone] = await sql<{ key: string }[]>`
		delete from attachments where id = ${id} and seq is null returning key`;
	if (!gone) throw new AppError("forbidden", "This file has been sent. Delete its message instead.");
	discard([gone.key]);
}

async function one(id: number): Promise<Attachment> {
	const [row] = await sql<AttachmentRow[]>`select ${columns()} from attachments where id = ${id}`;
	if (!row) throw attachmentNotFound();
	return told(row);
}
