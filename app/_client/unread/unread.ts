import type {
	MemberChannel,
	MemberServer,
	MemberThread,
	NotificationLevel,
	NotificationSettings,
} from "@/lib/realtime/protocol";

/**
 * The unread badges, derived from the numbers and settings of the contract (section 8). `count` is the number of
 * mentions, `unread` the number of messages that cause a dot, and a count goes before a dot.
 */
export type UnreadState = { count: number; unread: number; muted: boolean };

type Positions = Pick<MemberChannel, "lastSeq" | "lastReadSeq" | "lastUncounted" | "readUncounted">;
type Numbers = Positions & Pick<MemberChannel, "mentionCount">;
type Queues = Pick<MemberServer, "openCaseCount" | "pendingRequestCount">;
type Counted = NotificationSettings & Queues & Pick<MemberServer, "channels" | "threads">;

/** The badge of a server, with the parts of its count: `reports` and `requests` wait for moderators. */
export type ServerUnreadState = UnreadState & { mentions: number; reports: number; requests: number };

/** The number of messages after the read marker that count as unread. */
export const unreadOf = ({ lastSeq, lastReadSeq, lastUncounted = 0, readUncounted = 0 }: Positions) =>
	Math.max(0, lastSeq - lastUncounted - (lastReadSeq - readUncounted));
export const isUnread = (positions: Positions) => unreadOf(positions) > 0;
/** Whether there is an unread badge. */
export const hasUnread = (unread: UnreadState | undefined) =>
	unread !== undefined && (unread.count > 0 || unread.unread > 0);

export const levelOf = (server: NotificationSettings, channel: NotificationSettings | undefined): NotificationLevel =>
	channel?.level ?? server.level ?? "mentions";

export const isMutedAt = (now: number, ...settings: (NotificationSettings | undefined)[]) =>
	settings.some((setting) => setting?.mutedUntil != null && Date.parse(setting.mutedUntil) > now);

/** The badge of each channel whose threads have rows of their own. The open channel has none. */
export function channelUnreads(
	server: Counted,
	now: number,
	openChannelId: number | null = null,
): Map<number, UnreadState> {
	const rows = new Map<number, UnreadState>();
	for (const channel of server.channels) {
		const muted = isMutedAt(now, server, channel);
		rows.set(
			channel.id,
			channel.id === openChannelId
				? { count: 0, unread: 0, muted }
				: unreadState(channel, levelOf(server, channel), muted),
		);
	}
	return rows;
}

/** The badge of each channel, including its followed threads. */
export function rowUnreads(
	server: Counted,
	now: number,
	openChannelId: number | null = null,
): Map<number, UnreadState> {
	const rows = channelUnreads(server, now, openChannelId);
	if (server.threads.length === 0) return rows;
	const channels = new Map(server.channels.map((channel) => [channel.id, channel]));
	for (const thread of server.threads) {
		const row = rows.get(thread.parentId);
		if (!row) continue;
		const { count, unread } = unreadState(thread, levelOf(server, channels.get(thread.parentId)), row.muted);
		rows.set(thread.parentId, { ...row, count: row.count + count, unread: row.unread + unread });
	}
	return rows;
}

/** The followed threads of each channel with a badge, in the order of their creation. */
export function threadUnreads(server: Counted, now: number): Map<number, (MemberThread & { unread: UnreadState })[]> {
	const shown = new Map<number, (MemberThread & { unread: UnreadState })[]>();
	for (const thread of server.threads) {
		const channel = server.channels.find(({ id }) => id === thread.parentId);
		if (!channel || thread.lastSeq <= thread.lastReadSeq) continue;
		const own = unreadState(thread, levelOf(server, channel), isMutedAt(now, server, channel));
		if (hasUnread(own)) shown.set(thread.parentId, [...(shown.get(thread.parentId) ?? []), { ...thread, unread: own }]);
	}
	return shown;
}

function unreadState(numbers: Numbers, level: NotificationLevel, muted: boolean): UnreadState {
	return {
		count: level === "nothing" ? 0 : numbers.mentionCount,
		unread: muted ? 0 : unreadOf(numbers),
		muted,
	};
}

/** The open reports and the pending requests to join of a server that the viewer may decide. */
export const queuesOf = ({ openCaseCount = 0, pendingRequestCount = 0 }: Queues) => ({
	reports: openCaseCount,
	requests: pendingRequestCount,
});

/** The badge of a server's tile: the sum of its rows. */
export function serverUnread(server: Counted, now: number, openChannelId: number | null = null): ServerUnreadState {
	const { reports, requests } = queuesOf(server.level === "nothing" ? {} : server);
	const { count: mentions, unread } = sum(rowUnreads(server, now, openChannelId).values());
	const count = mentions + reports + requests;
	return { count, unread, muted: isMutedAt(now, server), mentions, reports, requests };
}

/** The badge of the window's title and the inbox: the sum of all tiles. */
export const totalUnread = (
	servers: readonly Counted[],
	now: number,
): UnreadState & Pick<ServerUnreadState, "mentions"> => ({
	...sum(servers.map((server) => serverUnread(server, now))),
	muted: false,
});

/** Of rows all counts are mentions. */
function sum(standings: Iterable<UnreadState & { mentions?: number }>) {
	let [count, unread, mentions] = [0, 0, 0];
	for (const one of standings) {
		count += one.count;
		unread += one.unread;
		mentions += one.mentions ?? one.count;
	}
	return { count, unread, mentions };
}

/** The time at which the next mute ends, or null. */
export function nextMuteEnd(servers: readonly Counted[], now: number): number | null {
	let next: number | null = null;
	for (const server of servers)
		for (const { mutedUntil } of [server, ...server.channels]) {
			const end = mutedUntil === null ? 0 : Date.parse(mutedUntil);
			if (end > now && (next === null || end < next)) next = end;
		}
	return next;
}
