import { randomBytes } from "node:crypto";
import { stat } from "node:fs/promises";
import { and, count, eq, isNull, sql } from "drizzle-orm";
import { attachments, channels, memberships, servers } from "@/db/schema";
import { channelNotFound, type LoadedChannel, loadChannel } from "../auth/access";
import { toBits } from "../auth/permissions";
import type { Viewer } from "../auth/viewer";
import { screenText } from "../automod/screen";
import { invalid } from "../errors";
import type { Received } from "../http/multipart";
import { drawPicture } from "../pictures/draw-picture";
import { appState } from "../process/app-state";
import { config } from "../process/config";
import type { Attachment } from "../realtime/protocol";
import { requireRoom } from "../storage/quota";
import { transaction } from "../transaction";
import { attachmentColumns, serializeAttachment } from "./access";
import { discardFiles } from "./delete-files";
import { detectType } from "./detect-type";
import { sanitizeFileName } from "./file-name";
import { thumbnailKey } from "./thumbnail-key";

/** The maximum of a user's unsent files. */
const maxUnsentPerUser = 50;
const attachFiles = toBits(["attach_files"]).toString();
const maxPerMessage = 10;
/** Twice the displayed size, for high-density screens. */
const thumbnailPx = 840;

/** The limits of uploads. */
export const limits = () => ({ maxBytes: config.maxUploadBytes, mostPerMessage: maxPerMessage });

/**
 * Stores a file for a channel, where it waits to be sent. Its bytes decide its type; a picture is measured and gets a
 * thumbnail, a broken one is an ordinary file. The membership is checked again after the upload.
 */
export async function upload(
	viewer: Viewer,
	channel: LoadedChannel,
	file: Received,
): Promise<{ attachment: Attachment }> {
	await screenText(viewer, channel, sanitizeFileName(file.name));
	const found = await detectType(file.path);
	const drawn = `${file.path}-thumbnail`;
	const thumbnail = { into: drawn, width: thumbnailPx, height: thumbnailPx, fit: "inside" } as const;
	const picture = found.kind === "image" ? await drawPicture(viewer.id, file.path, [thumbnail]) : null;
	const kind = found.kind === "image" && !picture ? "file" : found.kind;
	const { size } = await stat(file.path);
	const key = newKey();
	const { storage } = appState();
	try {
		if (picture) await storage.put(thumbnailKey(key), drawn);
		await storage.put(key, file.path);
		const row = await transaction(async (tx) => {
			// One after another, so that the count is right.
			await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('hearth waiting files', ${viewer.id}))`);
			const [waiting] = await tx
				.select({ n: count() })
				.from(attachments)
				.where(and(eq(attachments.uploaderId, viewer.id), isNull(attachments.seq)));
			if (waiting && waiting.n >= maxUnsentPerUser)
				throw invalid({ file: `${maxUnsentPerUser} files wait for their message already. Send or remove some.` });
			const thumbnailSize = picture?.sizes[0]?.bytes ?? 0;
			const [open] = await tx
				.select({ id: channels.id })
				.from(channels)
				.innerJoin(servers, eq(servers.id, channels.serverId))
				.innerJoin(memberships, and(eq(memberships.serverId, servers.id), eq(memberships.userId, viewer.id)))
				.where(
					and(
						eq(channels.id, channel.id),
						sql`channel_bits(channels, servers, memberships) & ${attachFiles}::bigint <> 0`,
					),
				);
			if (!open) return undefined;
			const [row] = await tx
				.insert(attachments)
				.values({
					channelId: open.id,
					uploaderId: viewer.id,
					name: sanitizeFileName(file.name),
					type: found.type,
					kind,
					size,
					thumbnailSize,
					animated: picture?.animated ?? false,
					width: picture?.width ?? null,
					height: picture?.height ?? null,
					hasThumbnail: picture !== null,
					key,
				})
				.returning(attachmentColumns);
			await requireRoom(tx, { userId: viewer.id, serverId: channel.serverId, bytes: size + thumbnailSize });
			return row;
		});
		if (!row) {
			await loadChannel(viewer, channel.id, "attach_files");
			throw channelNotFound();
		}
		return { attachment: serializeAttachment(row) };
	} catch (error) {
		discardFiles([key]);
		throw error;
	}
}

/** Reveals nothing about the file, and spreads over 256 folders. */
export function newKey(): string {
	const name = randomBytes(16).toString("hex");
	return `${name.slice(0, 2)}/${name}`;
}
