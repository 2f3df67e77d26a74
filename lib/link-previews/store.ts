import { and, eq, sql } from "drizzle-orm";
import { messages, previewPictures } from "@/db/schema";
import type { LoadedMessage } from "../auth/access";
import { linksOf } from "../markdown";
import { requireRoom } from "../storage/quota";
import type { Tx } from "../transaction";
import type { StoredEmbed } from "./serialize";

/** The data of a link's preview, shared by all messages with the link. */
export type Preview = Omit<StoredEmbed, "n" | "url" | "removed">;

/** Removes the previews of removed links after an edit, in the message's transaction. */
export async function pruneEmbeds(tx: Tx, open: LoadedMessage, content: string): Promise<void> {
	const before = await embedsOf(tx, open);
	const links = new Set(linksOf(content));
	const kept = before.filter(({ url }) => links.has(url));
	if (kept.length !== before.length) await keep(tx, open, kept);
}

/**
 * Adds new previews to the existing ones, in the order of the links. Returns false if nothing changes. The images count
 * among the author's files; throws `quota_full` or `storage_full` if there is no room.
 */
export async function addEmbeds(
	tx: Tx,
	authorId: number,
	open: LoadedMessage,
	links: string[],
	found: Map<string, Preview>,
): Promise<boolean> {
	const before = await embedsOf(tx, open);
	let last = Math.max(0, ...before.map(({ n }) => n));
	const after = links.flatMap((url): StoredEmbed[] => {
		const known = before.find((embed) => embed.url === url);
		const preview = found.get(url);
		return known ? [known] : preview ? [{ n: ++last, url, ...preview }] : [];
	});
	if (after.length === before.length) return false;
	await keep(tx, open, after);
	const added = after.filter((embed) => !before.includes(embed));
	const bytes = added.reduce((sum, { image }) => sum + (image?.bytes ?? 0), 0);
	if (bytes > 0) await requireRoom(tx, { userId: authorId, serverId: open.channel.serverId, bytes });
	return true;
}

/** Removes a preview for good. Returns false if it was removed already, null if it never existed. */
export async function dropEmbed(tx: Tx, open: LoadedMessage, n: number): Promise<boolean | null> {
	const before = await embedsOf(tx, open);
	const embed = before.find((one) => one.n === n);
	if (!embed) return null;
	if (embed.removed) return false;
	const gone: StoredEmbed = {
		n,
		url: embed.url,
		site: null,
		title: null,
		description: null,
		image: null,
		removed: true,
	};
	await keep(
		tx,
		open,
		before.map((one) => (one === embed ? gone : one)),
	);
	return true;
}

const isMessage = ({ channel, seq }: LoadedMessage) => and(eq(messages.channelId, channel.id), eq(messages.seq, seq));

async function embedsOf(tx: Tx, open: LoadedMessage): Promise<StoredEmbed[]> {
	const [row] = await tx
		.select({ embeds: sql<StoredEmbed[] | null>`${messages.embeds}` })
		.from(messages)
		.where(isMessage(open));
	return row?.embeds ?? [];
}

async function keep(tx: Tx, open: LoadedMessage, embeds: StoredEmbed[]): Promise<void> {
	const { channel, seq } = open;
	await tx
		.update(messages)
		.set({ embeds: embeds.length > 0 ? embeds : null })
		.where(isMessage(open));
	await tx.delete(previewPictures).where(and(eq(previewPictures.channelId, channel.id), eq(previewPictures.seq, seq)));
	const sizes = new Map(embeds.flatMap(({ image }) => (image ? [[image.key, image.bytes ?? 0]] : [])));
	if (sizes.size === 0) return;
	const pictures = sql`unnest(${sql.param([...sizes.keys()])}::text[], ${sql.param([...sizes.values()])}::int[])`;
	await tx.execute(sql`
		insert into preview_pictures (channel_id, seq, key, size, user_id)
		select m.channel_id, m.seq, p.key, p.size, m.author_id from messages m, ${pictures} p (key, size)
		where m.channel_id = ${channel.id} and m.seq = ${seq}`);
}
