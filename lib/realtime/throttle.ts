import { log } from "../process/log";

const everyMs = 1000;

/** Throttles work about servers: it runs at once, and then at most once a second for all changes in that time. */
export class Throttle<Change> {
	/** The servers with a run within the last second, and the changes since. */
	private readonly recent = new Map<number, Change | null>();

	constructor(private readonly merge: (earlier: Change, later: Change) => Change) {}

	/** Resolves when `work` has run, or at once if it runs later. */
	async run(serverId: number, change: Change, work: (change: Change) => Promise<void>): Promise<void> {
		const earlier = this.recent.get(serverId);
		if (earlier !== undefined) {
			this.recent.set(serverId, earlier === null ? change : this.merge(earlier, change));
			return;
		}
		this.recent.set(serverId, null);
		setTimeout(() => {
			const since = this.recent.get(serverId) ?? null;
			this.recent.delete(serverId);
			if (since !== null)
				this.run(serverId, since, work).catch((error) => log.debug({ err: error, serverId }, "throttled work failed"));
		}, everyMs).unref();
		await work(change);
	}
}
