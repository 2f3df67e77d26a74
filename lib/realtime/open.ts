import { openChannel } from "../access";
import { AppError, unavailable } from "../errors";
import { type CatchUp, standing } from "../messages";
import { node } from "../node";
import type { Socket } from "./attach";
import type { Opened } from "./contract";
import { accessEpoch, closeOn, room, wireEvents } from "./publish";

const mostOpen = 200;
const tries = 20;

/**
 * Opens a channel on a socket. What it answers and what the socket hears from then on meet without a gap or an overlap:
 * the page and the access are proved in one snapshot; then, in one synchronous turn, the sequencer is compared with it,
 * the room joined, the answer given, and what was told since the snapshot repeated to this socket alone.
 */
export async function open(
	socket: Socket,
	channelId: number,
	wanted: CatchUp,
	acknowledge: (opened: Opened) => boolean,
): Promise<void> {
	const { viewer, channels } = socket.data;
	const sequencer = node().sequencers.hold(channelId);
	try {
		for (let left = tries; left > 0; left--) {
			const epoch = accessEpoch(viewer.id, viewer.sessionId);
			const channel = await openChannel(viewer, channelId);
			const opened = await standing(viewer, channelId, wanted);
			if (!opened) continue;
			sequencer.start(opened.lastRev);
			await sequencer.whenTold(opened.lastRev);

			// From here to the last line nothing else runs: a revocation comes before, and is seen, or after, and removes.
			if (epoch !== accessEpoch(viewer.id, viewer.sessionId)) continue;
			const since = sequencer.since(opened.lastRev);
			if (!since) continue;
			if (!channels.has(channelId) && channels.size >= mostOpen)
				throw new AppError("rate_limited", `A connection holds ${mostOpen} open channels. Close one first.`, {
					retryAfterMs: 1000,
				});
			if (!socket.connected) return;
			// Given up on already: the client was told so, and opens again.
			if (!acknowledge(opened)) return;
			channels.set(channelId, channel.serverId);
			void socket.join(room.channel(channelId));
			for (const [event, payload] of wireEvents(channelId, since)) socket.emit(event, payload as never);
			return;
		}
		throw unavailable();
	} finally {
		node().sequencers.release(sequencer);
	}
}

export function close(socket: Socket, channelId: number): void {
	closeOn(socket, channelId);
}
