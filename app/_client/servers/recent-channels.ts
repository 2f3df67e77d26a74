import { readJson, writeJson } from "../safe-storage";

const storageKey = "hearth.recent";
const most = 20;

/** Channels last open on this device, the latest first. */
export function recentChannels(): number[] {
	const kept = readJson(storageKey);
	return Array.isArray(kept) ? kept.filter(Number.isSafeInteger) : [];
}

export function rememberRecent(channelId: number): void {
	const kept = [channelId, ...recentChannels().filter((id) => id !== channelId)];
	writeJson(storageKey, kept.slice(0, most));
}
