import { and, isNotNull } from "drizzle-orm";
import { db } from "@/db";
import { isOneOf } from "@/db/is-one-of";
import { channels } from "@/db/schema";
import { readChangesOfMany } from "../messages/changes-of-many";
import { appState } from "../process/app-state";
import { log } from "../process/log";
import { emitReadState } from "../realtime/read-updates";
import { publishChanges } from "../realtime/sequencer";
import type { ChangedMessages } from "./removal";

declare module "../process/app-state" {
	interface AppState {
		/** The end of emitting what was restored. */
		restoring: Promise<void>;
	}
}

/** The number of revisions that are read at once. One that restores messages may have a quarter of a megabyte of them. */
const atOnce = { purged: 100, restored: 4 };

/**
 * Emits what an action has removed or restored: each channel's changes, its thread summary, and counts of mentions.
 * Removed messages are gone on this instance when this resolves. Restored messages follow little by little, one action
 * after the other.
 */
export async function publishChanged(changed: ChangedMessages): Promise<void> {
	if (changed.kind === "purged") return publishNow(changed);
	const state = appState();
	state.restoring = state.restoring
		.then(() => publishNow(changed))
		.catch((error) => log.debug({ err: error }, "restored messages could not be emitted"));
}

async function publishNow(changed: ChangedMessages): Promise<void> {
	await publishRevisions(changed);
	await publishThreads(changed);
	const users = new Map<number, number[]>();
	for (const { channelId, userId } of changed.mentioned)
		users.set(channelId, [...(users.get(channelId) ?? []), userId]);
	await Promise.all([...users].map(([channelId, userIds]) => emitReadState(channelId, userIds)));
}

/** Emits the changes as the log has them, so that events equal a later catch-up. */
async function publishRevisions({ kind, channels: changed }: ChangedMessages): Promise<void> {
	const { redisBus, sequencers } = appState();
	const wanted = changed.filter(({ channelId }) => redisBus || sequencers.get(channelId));
	const places = wanted.flatMap(({ channelId, from, to }) =>
		Array.from({ length: to - from }, (_, n) => ({ channelId, rev: from + 1 + n })),
	);
	try {
		for (let first = 0; first < places.length; first += atOnce[kind])
			for (const { channelId, change } of await readChangesOfMany(places.slice(first, first + atOnce[kind])))
				publishChanges(channelId, [change]);
	} catch {
		// Their listeners receive them as soon as the log can be read.
		for (const { channelId, to } of wanted) sequencers.get(channelId)?.expect(to);
	}
}

/** The summary of a thread in its channel counts the remaining replies. */
async function publishThreads({ channels: changed }: ChangedMessages): Promise<void> {
	const ids = changed.map(({ channelId }) => channelId);
	const threads = await db
		.select({
			id: channels.id,
			serverId: channels.serverId,
			lastSeq: channels.lastSeq,
			hidden: channels.viewRestricted,
			parentId: channels.parentId,
			uncounted: channels.uncountedCount,
		})
		.from(channels)
		.where(and(isOneOf(channels.id, ids), isNotNull(channels.parentId)));
	for (const { id, serverId, lastSeq, ...before } of threads)
		appState().channelHeads.onLocal(serverId, id, lastSeq, before);
}
