import type { Author } from "@/lib/realtime/protocol";
import type { ChannelLog } from "./channel-log";

export type CachedWindow = { viewer: Author; log: ChannelLog };

const most = 30;
const windows = new Map<number, CachedWindow>();

/** Caches the visible window of a channel, so that it can be shown again before the server responds. */
export function cacheWindow(channelId: number, window: CachedWindow): void {
	windows.delete(channelId);
	windows.set(channelId, window);
	const [oldest] = windows.keys();
	if (windows.size > most && oldest !== undefined) windows.delete(oldest);
}

/** The user's cached window in this document. */
export function cachedWindow(channelId: number, viewerId: number): CachedWindow | null {
	const kept = windows.get(channelId);
	return kept?.viewer.id === viewerId ? kept : null;
}
