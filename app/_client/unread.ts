import type { MemberChannel } from "@/lib/realtime/contract";

type Counted = Pick<MemberChannel, "lastSeq" | "lastReadSeq" | "mentionCount">;

export const isUnread = (channel: Counted) => channel.lastSeq > channel.lastReadSeq;

/** What a server's tile tells: anything new, and how often one is named in it. */
export function unreadOf(channels: Counted[]): { messages: number; mentions: number } {
	return channels.reduce(
		(sum, channel) => ({
			messages: sum.messages + Math.max(0, channel.lastSeq - channel.lastReadSeq),
			mentions: sum.mentions + channel.mentionCount,
		}),
		{ messages: 0, mentions: 0 },
	);
}
