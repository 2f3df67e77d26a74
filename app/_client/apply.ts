import type { MemberChannel, MemberServer, ServerToClient } from "@/lib/realtime/contract";

type Told<Name extends keyof ServerToClient> = { type: Name } & Parameters<ServerToClient[Name]>[0];
export type FrameEvent =
	| Told<"activity">
	| Told<"read">
	| Told<"membership">
	| Told<"member:joined">
	| Told<"member:left">
	| Told<"server:updated">
	| Told<"channel:created">
	| Told<"channel:updated">
	| Told<"channel:deleted">;

export type Frame = { servers: MemberServer[] };

/**
 * What an event makes of the servers one is in, with their channels and read marks. What it does not concern stays the
 * same object. A server one just joined is not in the event: that one is fetched.
 */
export function apply(event: FrameEvent, frame: Frame): Frame {
	switch (event.type) {
		case "activity": {
			const heads = new Map(event.channels.map(({ channelId, lastSeq }) => [channelId, lastSeq]));
			return inServer(frame, event.serverId, (server) => ({
				...server,
				channels: server.channels.map((channel) => {
					const lastSeq = heads.get(channel.id) ?? 0;
					return lastSeq > channel.lastSeq ? { ...channel, lastSeq } : channel;
				}),
			}));
		}
		case "read":
			return inChannel(frame, event.channelId, (channel) => ({
				...channel,
				lastReadSeq: event.lastReadSeq,
				// Nobody has read what is not there: the head may be told a moment later.
				lastSeq: Math.max(channel.lastSeq, event.lastReadSeq),
				mentionCount: event.mentionCount,
			}));
		case "membership":
			if (event.isMember) return frame;
			return { servers: frame.servers.filter((server) => server.id !== event.serverId) };
		case "member:joined":
		case "member:left":
			return inServer(frame, event.serverId, (server) => ({ ...server, memberCount: event.memberCount }));
		case "server:updated":
			return inServer(frame, event.server.id, (server) => ({ ...server, ...event.server }));
		case "channel:created":
			return inServer(frame, event.channel.serverId, (server) =>
				server.channels.some(({ id }) => id === event.channel.id)
					? server
					: { ...server, channels: inOrder([...server.channels, { ...unread, ...event.channel }]) },
			);
		case "channel:updated":
			// One that was private, and is not any more, is new to whoever could not see it.
			return inServer(frame, event.channel.serverId, (server) =>
				server.channels.some(({ id }) => id === event.channel.id)
					? {
							...server,
							channels: inOrder(
								server.channels.map((one) => (one.id === event.channel.id ? { ...one, ...event.channel } : one)),
							),
						}
					: { ...server, channels: inOrder([...server.channels, { ...unread, ...event.channel }]) },
			);
		case "channel:deleted":
			return inServer(frame, event.serverId, (server) => ({
				...server,
				channels: server.channels.filter(({ id }) => id !== event.channelId),
			}));
	}
}

const unread = { lastSeq: 0, lastRev: 0, lastReadSeq: 0, mentionCount: 0 };

const inOrder = (channels: MemberChannel[]) => channels.toSorted((a, b) => a.position - b.position || a.id - b.id);

function inServer(frame: Frame, serverId: number, change: (server: MemberServer) => MemberServer): Frame {
	if (!frame.servers.some(({ id }) => id === serverId)) return frame;
	return { servers: frame.servers.map((server) => (server.id === serverId ? change(server) : server)) };
}

function inChannel(frame: Frame, channelId: number, change: (channel: MemberChannel) => MemberChannel): Frame {
	const server = frame.servers.find(({ channels }) => channels.some(({ id }) => id === channelId));
	if (!server) return frame;
	return inServer(frame, server.id, (held) => ({
		...held,
		channels: held.channels.map((channel) => (channel.id === channelId ? change(channel) : channel)),
	}));
}
