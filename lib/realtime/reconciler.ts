import { deleteExpired } from "../auth/sessions";
import { type Head, heads } from "../messages/changes-since";
import { appState } from "../process/app-state";
import { log } from "../process/log";
import { disconnectSlowConsumers, type StalledConnection } from "./slow-consumers";

const everyMs = 1000;
const cutEveryMs = 250;
/** How long after Redis came back its absence is still looked after. */
const afterAwayMs = 5000;

/**
 * Reads heads every second: of the channels somebody here has open, so that what this node did not hear of (an import, a
 * commit whose answer was lost, a publish that never came) is read from the log; and, while what connects the nodes is
 * away, of every channel of the servers heard here, so that unread marks go on moving. Ends what sessions are over. Answers
 * how to stop it.
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
		const { sequencers, presence, redisBus: relay } = appState();
		sequencers.forget();
		const alone = relay !== null && (!relay.isUp || Date.now() - relay.awayAt < afterAwayMs);
		if (relay?.isUp) presence.dropSilent();
		try {
			const epoch = appState().epochs.of("access");
			const found = await heads(sequencers.channels(), alone ? subscribedServers() : []);
			for (const head of found) look({ ...head, epoch }, seen.get(head.channelId), alone);
			seen = new Map(found.map((head) => [head.channelId, head.lastSeq]));
			await deleteExpired();
		} catch (error) {
			log.debug({ err: error }, "a round could not be finished");
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
	const { sequencers, channelHeads: activity } = appState();
	const sequencer = sequencers.get(channelId);
	const isUnsubscribed = (sequencer?.position ?? lastRev) < lastRev;
	sequencer?.expect(lastRev);
	// Seen for the first time it need not have moved; but alone, it may have while nobody looked.
	const moved = before === undefined ? isUnsubscribed || (alone && lastSeq > 0) : lastSeq > before;
	if (moved) activity.onRemote(serverId, channelId, lastSeq, unread);
}

function subscribedServers(): number[] {
	const rooms = appState().io?.sockets.adapter.rooms.keys() ?? [];
	return [...rooms].filter((name) => name.startsWith("server:")).map((name) => Number(name.slice("server:".length)));
}
