import { appState } from "../process/app-state";
import { publish } from "../realtime/broadcast";
import type { Change } from "../realtime/sequencer";
import { disconnectOldest } from "../realtime/socket-limit";
import type { BusMessage } from "./redis-bus";

/** What this node does about a word of another. */
export function onEvent(from: string, word: BusMessage): void {
	const { activity, marks, ownEvents, presence, relay } = appState();
	presence.heardFrom(from);
	if (word.kind === "event") publish(word.to, word.event, word.payload as never, word.narrowed);
	else if (word.kind === "heads")
		for (const head of word.heads)
			activity.learned(word.serverId, head.channelId, head.lastSeq, { ...head, epoch: undefined });
	else if (word.kind === "people") {
		presence.elsewhere(from, word.people, word.whole);
		for (const [userId] of word.people) disconnectOldest(userId);
	} else if (word.kind === "own") void ownEvents.tell(word.events);
	else if (word.kind === "marks") marks.soon(word.channelIds, word.userIds);
	else if (word.kind === "hello") relay?.say({ kind: "people", whole: true, people: presence.everybody() });
}

/** Changes of a channel that somebody here has open. */
export function onChanges(channelId: number, told: Change[]): void {
	appState().sequencers.get(channelId)?.offer(told);
}

/** Redis is back, or here for the first time: who is on this node is told anew. */
export function onReconnect(): void {
	const { presence, relay } = appState();
	presence.hearsAgain();
	relay?.say({ kind: "people", whole: true, people: presence.everybody() });
}
