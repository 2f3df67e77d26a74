import { appState } from "../process/app-state";
import { publishChanges } from "../realtime/sequencer";
import { readAfter } from "./changes-since";

/** Emits stored changes, after one revision up to another, as the log has them, so that events equal a later catch-up. */
export async function publishStored(channelId: number, after: number, last: number): Promise<void> {
	const { redisBus, sequencers } = appState();
	const sequencer = sequencers.get(channelId);
	if (!sequencer && !redisBus) return;
	for (let rev = after; rev < last; ) {
		const changes = await readAfter(channelId, rev).catch(() => []);
		if (changes.length > 0) publishChanges(channelId, changes);
		else return sequencer?.expect(last);
		rev = changes.at(-1)?.rev ?? last;
	}
}
