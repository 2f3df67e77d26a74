import { createEmitter } from "../create-store";

const changes = createEmitter();
/** When the viewer may send again, by this browser's clock: for each channel, by the ids of its log and its threads. */
const ends = new Map<number, Map<number, number>>();

export const subscribeToSlowMode = changes.subscribe;

export const slowModeEnd = (channelId: number): number => Math.max(0, ...(ends.get(channelId)?.values() ?? []));

export function setSlowModeEnd(channelId: number, logId: number, end: number): void {
	const logs = ends.get(channelId) ?? new Map<number, number>();
	if (logs.get(logId) === end) return;
	ends.set(channelId, logs.set(logId, end));
	changes.emit();
}
