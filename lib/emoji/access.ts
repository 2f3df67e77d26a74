import { and, eq } from "drizzle-orm";
import { db } from "@/db";
import { emoji, memberships } from "@/db/schema";
import type { LoadedServer } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { AppError } from "../errors";
import { idFrom } from "../ids";

/** An emoji of a server that the viewer may see, also a removed one. Loading it has checked that. */
export type LoadedEmoji = {
	readonly id: number;
	readonly serverId: number;
	readonly key: string;
	readonly hash: string;
	readonly animated: boolean;
	readonly createdAt: Date;
};

export const emojiNotFound = () => new AppError("emoji_not_found", "There is no such emoji.");

const loadedColumns = {
	id: emoji.id,
	serverId: emoji.serverId,
	key: emoji.key,
	hash: emoji.hash,
	animated: emoji.animated,
	createdAt: emoji.createdAt,
};

/** Loads an emoji for a member of its server. For all others it does not exist. */
export async function loadEmoji(viewer: Viewer, id: number): Promise<LoadedEmoji> {
	const [row] = await db
		.select(loadedColumns)
		.from(emoji)
		.innerJoin(memberships, and(eq(memberships.serverId, emoji.serverId), eq(memberships.userId, viewer.id)))
		.where(eq(emoji.id, id));
	if (!row) throw emojiNotFound();
	return row;
}

/** Loads the emoji of a path whose server has been loaded. A malformed id is unknown. */
export async function loadServerEmoji(
	{ id: serverId }: LoadedServer,
	emojiId: string | undefined,
): Promise<LoadedEmoji> {
	const id = idFrom(emojiId);
	const [row] = await db
		.select(loadedColumns)
		.from(emoji)
		.where(and(eq(emoji.id, id ?? 0), eq(emoji.serverId, serverId)));
	if (!row) throw emojiNotFound();
	return row;
}
