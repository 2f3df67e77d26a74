import { createHash } from "node:crypto";
import { and, count, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { emoji } from "@/db/schema";
import type { LoadedServer } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import { AppError, constraintOf, invalid } from "../errors";
import type { Received } from "../http/multipart";
import { requireQuota } from "../instance/quotas";
import { writeAudit } from "../moderation/audit";
import type { Emoji, EmojiAuditAction } from "../realtime/protocol";
import { lockActor } from "../roles/lock";
import { requireRoom } from "../storage/quota";
import { type Tx, transaction } from "../transaction";
import { emojiNotFound, type LoadedEmoji } from "./access";
import { withEmojiPicture } from "./picture";
import { selectEmoji } from "./select-emoji";

/** The form that uploads an emoji. */
export const emojiForm = { maxBytes: 512 * 1024, fields: ["name"] } as const;

const name = z
	.string("Must be text.")
	.regex(/^[a-z0-9_]{2,32}$/, "Use 2 to 32 of a–z, 0–9 and _.")
	.refine((text) => text !== "__proto__", "Choose another name.");

export const EmojiChange = z.strictObject({ name: name.optional() });

/** The emoji of a server by name, as the body of a response, and what identifies this state of them. */
export async function list(server: LoadedServer): Promise<{ revision: string; body: { emoji: Emoji[] } }> {
	const rows = await selectEmoji(db, and(eq(emoji.serverId, server.id), isNull(emoji.deletedAt)));
	const body = { emoji: rows };
	return { revision: createHash("sha256").update(JSON.stringify(body)).digest("base64url"), body };
}

/** Adds an emoji. The permission is checked again after the upload. */
export async function create(viewer: Viewer, server: LoadedServer, file: Received): Promise<{ emoji: Emoji }> {
	const named = name.safeParse(file.fields.name);
	if (!named.success) throw invalid({ name: named.error.issues[0]?.message ?? "Is not a name." });
	return withEmojiPicture(viewer, file, ({ size, ...stored }) =>
		change(viewer, server.id, async (tx) => {
			const [living] = await tx
				.select({ n: count() })
				.from(emoji)
				.where(and(eq(emoji.serverId, server.id), isNull(emoji.deletedAt)));
			requireQuota("emoji", living?.n ?? 0);
			const [row] = await tx
				.insert(emoji)
				.values({ serverId: server.id, name: named.data, ...stored, size, creatorId: viewer.id })
				.returning({ id: emoji.id });
			await requireRoom(tx, { userId: viewer.id, serverId: server.id, bytes: size });
			return { id: row?.id ?? 0, entry: { action: "emoji_added", name: named.data } };
		}),
	);
}

/** Renames an emoji. Messages and reactions that were written with it stay as they are. */
export async function update(
	viewer: Viewer,
	{ id, serverId }: LoadedEmoji,
	{ name: next }: z.output<typeof EmojiChange>,
): Promise<{ emoji: Emoji }> {
	return change(viewer, serverId, async (tx) => {
		const before = await lockEmoji(tx, id);
		if (before.deletedAt) throw emojiNotFound();
		if (next === undefined || next === before.name) return { id };
		await tx.update(emoji).set({ name: next }).where(eq(emoji.id, id));
		return { id, entry: { action: "emoji_renamed", name: next, before: before.name } };
	});
}

/** Removes an emoji: nobody can use it any more. Its picture stays with the messages that show it. Idempotent. */
export async function remove(viewer: Viewer, { id, serverId }: LoadedEmoji): Promise<void> {
	await change(viewer, serverId, async (tx) => {
		const { name, deletedAt } = await lockEmoji(tx, id);
		if (deletedAt) return { id };
		await tx.update(emoji).set({ deletedAt: sql`now()` }).where(eq(emoji.id, id));
		return { id, entry: { action: "emoji_removed", name } };
	});
}

type Change = {
	id: number;
	/** For the audit log; without it nothing has changed. */
	entry?: { action: EmojiAuditAction; name: string; before?: string };
};

/**
 * Changes the emoji of a server for a member with the permission, one change after another, with its entry in the audit
 * log and its event. Returns the emoji as it is then.
 */
async function change(viewer: Viewer, serverId: number, work: (tx: Tx) => Promise<Change>): Promise<{ emoji: Emoji }> {
	const { now, events } = await transaction(async (tx) => {
		await lockActor(tx, viewer, serverId, "manage_emoji");
		const { id, entry } = await work(tx);
		const now = await readEmoji(tx, id);
		const events: ClusterEvent[] = entry ? [{ kind: "emoji_changed", serverId, emojiId: id }] : [];
		if (entry) {
			const { action, ...about } = entry;
			const by = { serverId, actorId: viewer.id, subjectId: now.creator.id };
			await writeAudit(tx, { ...by, action, emoji: { id, ...about } });
		}
		await emitInTransaction(tx, ...events);
		return { now, events };
	}).catch((error) => {
		if (constraintOf(error) === "emoji_name")
			throw new AppError("name_taken", "This server has an emoji of that name already.");
		throw error;
	});
	for (const event of events) await applyEvent(event);
	return { emoji: now };
}

async function lockEmoji(tx: Tx, id: number): Promise<{ name: string; deletedAt: Date | null }> {
	const [row] = await tx
		.select({ name: emoji.name, deletedAt: emoji.deletedAt })
		.from(emoji)
		.where(eq(emoji.id, id))
		.for("update");
	if (!row) throw emojiNotFound();
	return row;
}

async function readEmoji(tx: Tx, id: number): Promise<Emoji> {
	const [row] = await selectEmoji(tx, eq(emoji.id, id));
	if (!row) throw emojiNotFound();
	return row;
}
