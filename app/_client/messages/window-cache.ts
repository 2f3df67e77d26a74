import type { Author } from "@/lib/realtime/protocol";
import type { ChannelLog } from "./channel-log";

export type KeptWindow = { viewer: Author; log: ChannelLog };

const most = 30;
const windows = new Map<number, KeptWindow>();

/** Keeps what was last seen of a channel, so that it is in sight again before the server has answered. */
export function keepWindow(channelId: number, window: KeptWindow): void {
	windows.delete(channelId);
	windows.set(channelId, window);
	const [oldest] = windows.keys();
	if (windows.size > most && oldest !== undefined) windows.delete(oldest);
}

/** What this person has seen of it in this document. */
export function keptWindow(channelId: number, viewerId: number): KeptWindow | null {
	const kept = windows.get(channelId);
	return kept?.viewer.id === viewerId ? kept : null;
}
