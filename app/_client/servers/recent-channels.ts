const storageKey = "hearth.recent";
const most = 20;

/** Channels last open on this device, the latest first. */
export function recentChannels(): number[] {
	try {
		const kept: unknown = JSON.parse(localStorage.getItem(storageKey) ?? "[]");
		return Array.isArray(kept) ? kept.filter(Number.isSafeInteger) : [];
	} catch {
		return [];
	}
}

export function rememberRecent(channelId: number): void {
	try {
		const kept = [channelId, ...recentChannels().filter((id) => id !== channelId)];
		localStorage.setItem(storageKey, JSON.stringify(kept.slice(0, most)));
	} catch {
		// Storage may be full or switched off: then what is unread and what is typed still lead everywhere.
	}
}
