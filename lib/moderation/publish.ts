import { applyEvent, type ClusterEvent } from "../cluster/events";

/**
 * All in one turn of the event loop, in their order: nothing is sent between the commit's result and the removal of the
 * sockets.
 */
export async function publish(events: ClusterEvent[]): Promise<void> {
	await Promise.all(events.map((event) => applyEvent(event)));
}
