import { revokeExpired } from "../auth/sessions";
import { type Head, heads } from "../messages/changes-since";
import { appState } from "../process/app-state";
import { log } from "../process/log";
import { disconnectSlowConsumers, type StalledConnection } from "./slow-consumers";

const everyMs = 1000;
const cutEveryMs = 250;
/** How long after Redis returned its absence is still compensated. */
const afterAwayMs = 5000;

/**
 * Reads heads every second. For open channels it finds everything this instance missed in the log: an import, a commit
 * whose response was lost, a lost publish. While the connection between instances is down it reads every channel of the
 * subscribed servers, so that unread counts go on changing. It also ends expired sessions. Returns a function that
 * stops it.
 */
export function startReconciler(): () => void {
	let stopped = false;
	let timer: NodeJS.Timeout;
	let seen = new Map<number, number>();
	const stuck = new WeakMap<object, StalledConnection>();
	const cutting = setInterval(() => {
		disconnectSlowConsumers(stuck);
		appState().pendingResponses.sweep();
	}, cutEveryMs);

	const round = async () => {
		const { sequencers, presence, redisBus } = appState();
		sequencers.forget();
		const alone = redisBus !== null && (!redisBus.isUp || Date.now() - redisBus.awayAt < afterAwayMs);
		if (redisBus?.isUp) presence.dropSilent();
		try {
			const found = await heads(sequencers.channels(), alone ? subscribedServers() : []);
			for (const head of found) look(head, seen.get(head.channelId), alone);
			seen = new Map(found.map((head) => [head.channelId, head.lastSeq]));
			await revokeExpired();
		} catch (error) {
			log.debug({ err: error }, "a reconciler round could not be finished");
		}
		if (!stopped) timer = setTimeout(round, everyMs);
	};
	timer = setTimeout(round, everyMs);
	return () => {
		stopped = true;
		clearInterval(cutting);
		clearTimeout(timer);
	};
}

function look(
	{ channelId, serverId, lastSeq, lastRev, ...unread }: Head,
	before: number | undefined,
	alone: boolean,
): void {
	const { sequencers, channelHeads } = appState();
	const sequencer = sequencers.get(channelId);
	const isUnsubscribed = (sequencer?.position ?? lastRev) < lastRev;
	sequencer?.expect(lastRev);
	// A channel seen for the first time need not have changed; but without a connection to other instances, it may have
	// changed unnoticed.
	const moved = before === undefined ? isUnsubscribed || (alone && lastSeq > 0) : lastSeq > before;
	if (moved) channelHeads.onRemote(serverId, channelId, lastSeq, unread);
}

function subscribedServers(): number[] {
	const rooms = appState().io?.sockets.adapter.rooms.keys() ?? [];
	return [...rooms].filter((name) => name.startsWith("server:")).map((name) => Number(name.slice("server:".length)));
}
