import { appState } from "../process/app-state";
import { log } from "../process/log";
import { FairQueue } from "../workers/fair-queue";
import { actOnMatch } from "./act-on-match";
import { deleteUnstored, overdueMatches, type Recorded } from "./matches";

declare module "../process/app-state" {
	interface AppState {
		matchQueue: MatchQueue;
	}
}

const maxRunning = 4;
const sweepEveryMs = 30_000;
const sweepSize = 200;

/**
 * Acts on matches after their messages are stored: the servers in turn, one match of a server at a time. Matches that
 * fail, or that a stopping instance leaves, are acted on within a minute by any instance.
 */
export class MatchQueue {
	private readonly queue = new FairQueue<{ id: number; isRefused: boolean }>();
	private readonly running = new Set<number>();

	/** `isRefused`: the message is not stored, if it was not before. */
	add(matches: Recorded[], isRefused = false): void {
		for (const { serverId, id } of matches) this.queue.push(serverId, { id, isRefused });
		this.runMore();
	}

	/** For a refused message: acts before the response. A match that fails is left for later. */
	async actNow(matches: Recorded[]): Promise<void> {
		for (const { id } of matches) await this.act(id);
	}

	/** Acts on the matches that were left, and deletes those whose messages were never stored. */
	async sweep(): Promise<void> {
		await this.actNow(await overdueMatches(sweepSize));
		await deleteUnstored();
	}

	/** Sweeps regularly. Returns a function that stops it. */
	start(): () => void {
		const sweep = () =>
			void this.sweep().catch((error) => log.warn({ err: error }, "automod matches could not be read"));
		const timer = setInterval(sweep, sweepEveryMs).unref();
		return () => clearInterval(timer);
	}

	private runMore(): void {
		while (this.running.size < maxRunning && !appState().draining) {
			const next = this.queue.take((serverId) => !this.running.has(serverId));
			if (!next) return;
			this.running.add(next.user);
			void this.act(next.job.id, next.job.isRefused).then(() => {
				this.running.delete(next.user);
				this.runMore();
			});
		}
	}

	private async act(id: number, isRefused = false): Promise<void> {
		await actOnMatch(id, isRefused).catch((error) => log.warn({ err: error, id }, "an automod rule could not act yet"));
	}
}
