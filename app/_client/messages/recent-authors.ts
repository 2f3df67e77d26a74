import type { Author } from "@/lib/realtime/protocol";
import type { ChannelLog } from "./channel-log";

const lately = 100;

/** The authors of the last hundred messages except the viewer, most recent first. */
export function recentAuthors(log: ChannelLog, viewerId: number): Author[] {
	const found = new Map<number, Author>();
	for (const { author } of log.messages.slice(-lately).toReversed())
		if (author.id !== viewerId && !found.has(author.id)) found.set(author.id, author);
	return [...found.values()];
}
