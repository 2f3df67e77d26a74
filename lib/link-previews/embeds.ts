import { Readable } from "node:stream";
import { and, eq, sql } from "drizzle-orm";
import { db } from "@/db";
import { channels, memberships, messages, servers } from "@/db/schema";
import { guarded } from "../attachments/serve";
import { type LoadedMessage, messageNotFound } from "../auth/access";
import { canReadHistory } from "../auth/can-view-channel";
import type { Viewer } from "../auth/viewer";
import { AppError } from "../errors";
import { FileResponse } from "../http/file-response";
import { idFrom } from "../ids";
import { change } from "../messages/change";
import { appState } from "../process/app-state";
import { dropEmbed } from "./store";

const embedNotFound = () => new AppError("not_found", "There is no such preview.");

/** Parses the number of a preview in a path. Throws `not_found` for anything else. */
export function embedFrom(text: string | undefined): number {
	const n = idFrom(text);
	if (n === null) throw embedNotFound();
	return n;
}

/** Removes a preview from a message for everybody, by its author or a user who may manage messages. Idempotent. */
export async function remove(viewer: Viewer, open: LoadedMessage, n: number): Promise<void> {
	await change(viewer, open, async (tx, message) => {
		if (message.deleted) throw messageNotFound();
		const dropped = await dropEmbed(tx, open, n);
		if (dropped === null) throw embedNotFound();
		return dropped ? { kind: "updated" } : null;
	});
}

/** A preview's image, for users who may read the channel at this moment. */
export async function serveImage(viewer: Viewer, { channel, seq }: LoadedMessage, n: number): Promise<FileResponse> {
	const image = sql`jsonb_path_query_first(${messages.embeds}, '$[*] ? (@.n == $n).image', jsonb_build_object('n', ${n}::bigint))`;
	const [row] = await db
		.select({ key: sql<string | null>`${image} ->> 'key'`, at: messages.createdAt })
		.from(messages)
		.innerJoin(channels, eq(channels.id, messages.channelId))
		.innerJoin(servers, eq(servers.id, channels.serverId))
		.innerJoin(memberships, and(eq(memberships.serverId, servers.id), eq(memberships.userId, viewer.id)))
		.where(and(eq(messages.channelId, channel.id), eq(messages.seq, seq), canReadHistory(viewer.id)));
	if (!row?.key) throw embedNotFound();
	const stream = await appState().storage.get(row.key);
	if (!stream) throw embedNotFound();
	const parts: Buffer[] = [];
	for await (const part of stream) parts.push(part);
	const bytes = Buffer.concat(parts);
	return new FileResponse({
		size: bytes.length,
		etag: `"${row.key.slice(3)}"`,
		lastModified: row.at,
		headers: { ...guarded, "Content-Type": "image/webp", "Content-Disposition": "inline" },
		read: async (span) => Readable.from([bytes.subarray(span?.from ?? 0, (span?.to ?? bytes.length - 1) + 1)]),
	});
}
