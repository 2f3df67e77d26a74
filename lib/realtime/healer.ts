import { log } from "../log";
import { heads } from "../messages/log";
import { node } from "../node";

const everyMs = 1000;

/**
 * Reads the heads of the channels that somebody here has open, every second: what this node did not hear of (an import, a
 * commit whose answer was lost, a publish that never came) is then read from the log. Returns how to stop it.
 */
export function startHealer(): () => void {
	let stopped = false;
	let timer: NodeJS.Timeout;
	const seen = new Map<number, number>();
	const round = async () => {
		const { sequencers, activity } = node();
		sequencers.forget();
		const open = sequencers.channels();
		try {
			if (open.length > 0)
				for (const head of await heads(open)) {
					sequencers.get(head.channelId)?.reached(head.lastRev);
					const before = seen.get(head.channelId);
					seen.set(head.channelId, head.lastSeq);
					if (before !== undefined && before < head.lastSeq)
						activity.moved(head.serverId, head.channelId, head.lastSeq, head.hidden);
				}
			for (const channelId of seen.keys()) if (!sequencers.get(channelId)) seen.delete(channelId);
		} catch (error) {
			log.debug({ err: error }, "the heads could not be read");
		}
		if (!stopped) timer = setTimeout(round, everyMs);
	};
	timer = setTimeout(round, everyMs);
	return () => {
		stopped = true;
		clearTimeout(timer);
	};
}
