import type { Emoji } from "@/lib/realtime/protocol";

/** The list with an emoji as it is now, or without it if it is null. */
export function withEmoji(all: readonly Emoji[], id: number, now: Emoji | null): Emoji[] {
	const others = all.filter((one) => one.id !== id);
	if (!now) return others;
	return [...others, now].sort((a, b) => (a.name < b.name ? -1 : 1));
}
