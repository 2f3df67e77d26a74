import { and, eq, isNull } from "drizzle-orm";
import { db } from "@/db";
import { emoji } from "@/db/schema";
import { selectEmoji } from "../emoji/select-emoji";
import { appState } from "../process/app-state";
import { publish, socketsInRoom } from "../realtime/broadcast";
import { room } from "../realtime/rooms";

/** Emits an emoji as it is now. From this turn on, messages are read with the new names. */
export async function publishEmoji({ serverId, emojiId }: { serverId: number; emojiId: number }): Promise<void> {
	appState().emojiIndex.invalidate(serverId);
	if (socketsInRoom(room.server(serverId)).length === 0) return;
	const [row] = await selectEmoji(db, and(eq(emoji.id, emojiId), isNull(emoji.deletedAt)));
	publish(room.server(serverId), "emoji", { serverId, emojiId, emoji: row ?? null });
}
