import { runExclusive } from "./append";

/**
 * Runs `work` in the order of all these channels: nothing else is written in them meanwhile by this instance, so that no
 * message waits in the database for their locks. They are taken by id, as their locks are.
 */
export async function holdChannels<T>(channelIds: Iterable<number>, work: () => Promise<T>): Promise<T> {
	const releases: (() => void)[] = [];
	const hold = (channelId: number) =>
		new Promise<void>((resolve, reject) => {
			runExclusive(channelId, () => {
				resolve();
				return new Promise<void>((release) => releases.push(release));
			}).catch(reject);
		});
	try {
		for (const channelId of [...new Set(channelIds)].sort((a, b) => a - b)) await hold(channelId);
		return await work();
	} finally {
		for (const release of releases) release();
	}
}
