import { asc, eq, or } from "drizzle-orm";
import { z } from "zod";
import { channels, slowModeState } from "@/db/schema";
import type { Tx } from "../transaction";

/** The times that a moderator can choose, in seconds; 0 is off. */
const choices = [0, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21_600];

export const slowModeSeconds = z
	.number("Must be a number.")
	.refine((value) => choices.includes(value), `Must be one of ${choices.join(", ")}.`);

/**
 * Sets the slow mode of a channel and its threads. All of them are locked in their order, so that this waits for the
 * messages that are being stored.
 */
export async function setSlowMode(tx: Tx, channelId: number, seconds: number): Promise<void> {
	const isPart = or(eq(channels.id, channelId), eq(channels.parentId, channelId));
	await tx.select({ id: channels.id }).from(channels).where(isPart).orderBy(asc(channels.id)).for("no key update");
	await tx.update(channels).set({ slowModeSeconds: seconds }).where(isPart);
	if (seconds === 0) await tx.delete(slowModeState).where(eq(slowModeState.channelId, channelId));
}
