import { appState } from "../process/app-state";
import { publish } from "../realtime/broadcast";
import type { Change } from "../realtime/channel-changes";
import { disconnectOldest } from "../realtime/socket-limit";
import type { BusMessage } from "./bus-message";

/** Handles a message of another instance. */
export function onEvent(from: string, message: BusMessage): void {
	const { channelHeads, readUpdates, userEvents, presence, redisBus } = appState();
	presence.remoteOf(from);
	if (message.kind === "event") publish(message.to, message.event, message.payload as never, message.narrowed);
	else if (message.kind === "heads")
		for (const head of message.heads) channelHeads.onRemote(message.serverId, head.channelId, head.lastSeq, head);
	else if (message.kind === "people") {
		presence.elsewhere(from, message.people, message.whole);
		for (const [userId] of message.people) disconnectOldest(userId);
	} else if (message.kind === "own") void userEvents.emit(message.events);
	else if (message.kind === "marks") readUpdates.emitDebounced(message.channelIds, message.userIds);
	else if (message.kind === "counted") appState().automodCounters.addRemote(message.counted);
	else if (message.kind === "hello") redisBus?.send({ kind: "people", whole: true, people: presence.everybody() });
}

/** Handles changes of a channel that is open here. */
export function onChanges(channelId: number, serialized: Change[]): void {
	appState().sequencers.get(channelId)?.push(serialized);
}

/** Redis is connected again, or for the first time: publishes the presence of this instance's users. */
export function onReconnect(): void {
	const { presence, redisBus } = appState();
	presence.onReconnect();
	redisBus?.send({ kind: "people", whole: true, people: presence.everybody() });
}
