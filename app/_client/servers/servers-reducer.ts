import type { MemberChannel, MemberServer, MemberThread, ReadMark, ServerToClient } from "@/lib/realtime/protocol";

type EventOf<Name extends keyof ServerToClient> = { type: Name } & Parameters<ServerToClient[Name]>[0];
export type ServersEvent =
	| EventOf<"activity">
	| EventOf<"read">
	| EventOf<"reads">
	| EventOf<"level">
	| EventOf<"follow">
	| EventOf<"membership">
	| EventOf<"member:joined">
	| EventOf<"member:left">
	| EventOf<"server:updated">
	| EventOf<"layout">
	| EventOf<"case">
	| EventOf<"join_requests">
	| EventOf<"channel:created">
	| EventOf<"channel:updated">
	| EventOf<"channel:deleted">;

export type ServersState = { servers: MemberServer[] };

/**
 * Applies an event to the user's servers, with their channels and read markers. Unaffected parts stay the same objects.
 * An event does not contain a newly joined server: that one is loaded.
 */
export function reduceServers(event: ServersEvent, frame: ServersState): ServersState {
	switch (event.type) {
		case "activity": {
			const heads = new Map(event.channels.map((head) => [head.channelId, head]));
			return inServer(frame, event.serverId, (server) =>
				mapCounts(server, (id, numbers) => {
					const { lastSeq = 0, uncounted = 0 } = heads.get(id) ?? {};
					const isKnown = lastSeq === numbers.lastSeq && uncounted === (numbers.lastUncounted ?? 0);
					return lastSeq < numbers.lastSeq || isKnown ? null : { lastSeq, lastUncounted: uncounted };
				}),
			);
		}
		case "read": {
			const server = frame.servers.find((one) => numbersIn(one, event.channelId));
			return server ? inServer(frame, server.id, (held) => applyReadStates(held, [event])) : frame;
		}
		case "reads":
			return inServer(frame, event.serverId, (server) => applyReadStates(server, event.channels));
		case "level": {
			const { channelId, level, mutedUntil } = event;
			return inServer(frame, event.serverId, (server) =>
				channelId === null
					? { ...server, level, mutedUntil }
					: {
							...server,
							channels: server.channels.map((one) => (one.id === channelId ? { ...one, level, mutedUntil } : one)),
						},
			);
		}
		case "follow":
			// The event does not contain a newly followed thread: it is loaded.
			if (event.following) return frame;
			return inServer(frame, event.serverId, (server) => ({
				...server,
				threads: server.threads.filter(({ channelId }) => channelId !== event.channelId),
			}));
		case "membership":
			if (event.isMember) return frame;
			return { servers: frame.servers.filter((server) => server.id !== event.serverId) };
		case "member:joined":
		case "member:left":
			return inServer(frame, event.serverId, (server) => ({ ...server, memberCount: event.memberCount }));
		case "server:updated":
			return inServer(frame, event.server.id, (server) => ({ ...server, ...event.server }));
		case "case":
			return inServer(frame, event.serverId, (server) => ({ ...server, openCaseCount: event.openCount }));
		case "join_requests":
			return inServer(frame, event.serverId, (server) => ({ ...server, pendingRequestCount: event.pending }));
		case "layout":
			return inServer(frame, event.serverId, (server) => {
				if (event.layoutRev < server.layoutRev) return server;
				const places = new Map(event.channels.map((place) => [place.id, place]));
				return {
					...server,
					layoutRev: event.layoutRev,
					groups: event.groups,
					channels: inOrder(server.channels.map((one) => ({ ...one, ...places.get(one.id) }))),
				};
			});
		case "channel:created":
			return inServer(frame, event.channel.serverId, (server) =>
				server.channels.some(({ id }) => id === event.channel.id)
					? server
					: { ...server, channels: inOrder([...server.channels, { ...unread, ...event.channel }]) },
			);
		case "channel:updated":
			// A channel that is no longer private is new to members who could not see it.
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
				threads: server.threads.filter(({ parentId }) => parentId !== event.channelId),
			}));
	}
}

const unread = { lastSeq: 0, lastRev: 0, lastReadSeq: 0, mentionCount: 0, level: null, mutedUntil: null };

const inOrder = (channels: MemberChannel[]) => channels.toSorted((a, b) => a.position - b.position || a.id - b.id);

function inServer(frame: ServersState, serverId: number, change: (server: MemberServer) => MemberServer): ServersState {
	if (!frame.servers.some(({ id }) => id === serverId)) return frame;
	return { servers: frame.servers.map((server) => (server.id === serverId ? change(server) : server)) };
}

type Numbers = Pick<MemberChannel, "lastSeq" | "lastReadSeq" | "mentionCount" | "lastUncounted" | "readUncounted">;

/** The numbers of a channel or a followed thread, if it is in this server. */
const numbersIn = ({ channels, threads }: MemberServer, id: number): Numbers | undefined =>
	channels.find((channel) => channel.id === id) ?? threads.find((thread) => thread.channelId === id);

/** The same anywhere. */
const numbersOf = (frame: ServersState, id: number): Numbers | undefined =>
	frame.servers.map((server) => numbersIn(server, id)).find(Boolean);

/**
 * Moves the marker before the server confirms it: for the author of a sent message, and for a reader. Up to the head known
 * here, the head's number of uncounted messages is the marker's; otherwise the event `read` corrects it.
 */
export function markReadTo(frame: ServersState, { channelId, seq }: { channelId: number; seq: number }): ServersState {
	const numbers = numbersOf(frame, channelId);
	if (!numbers || numbers.lastReadSeq >= seq) return frame;
	const { lastUncounted: uncounted = 0 } = numbers;
	return reduceServers({ type: "read", channelId, lastReadSeq: seq, mentionCount: 0, uncounted }, frame);
}

/**
 * A server with changed numbers of channels and threads; those for which `change` returns null stay the same objects.
 */
function mapCounts(
	server: MemberServer,
	change: (id: number, numbers: Numbers) => Partial<Numbers> | null,
): MemberServer {
	const changed = <One extends MemberChannel | MemberThread>(one: One, id: number): One => {
		const numbers = change(id, one);
		return numbers ? { ...one, ...numbers } : one;
	};
	return {
		...server,
		channels: server.channels.map((channel) => changed(channel, channel.id)),
		threads: server.threads.map((thread) => changed(thread, thread.channelId)),
	};
}

function applyReadStates(server: MemberServer, readStates: ReadMark[]): MemberServer {
	const byId = new Map(readStates.map((readState) => [readState.channelId, readState]));
	return mapCounts(server, (id, { lastSeq, lastUncounted }) => {
		const readState = byId.get(id);
		if (!readState) return null;
		const { lastReadSeq, mentionCount, uncounted: readUncounted = 0 } = readState;
		const read = { lastReadSeq, mentionCount, readUncounted };
		// A marker cannot be beyond the head: the event of the head may arrive a moment later.
		return lastReadSeq > lastSeq
			? { ...read, lastSeq: lastReadSeq, lastUncounted: readUncounted }
			: { ...read, lastSeq, lastUncounted: lastUncounted ?? 0 };
	});
}
