import { refreshViews } from "../realtime/refresh-views";

declare module "../process/app-state" {
	interface AppState {
		timeoutEnds: TimeoutEnds;
	}
}

/** A timer cannot run longer than this; the refresh at its end starts the next. */
const maxTimerMs = 2_000_000_000;
/** The database decides when a timeout ends, so the refresh comes a little after its end. */
const slackMs = 30;

/** Timeouts end by the clock: then the members who are connected here get their permissions back, and an event. */
export class TimeoutEnds {
	private readonly timers = new Map<string, NodeJS.Timeout>();

	/** Called with each reading of what a connected member may do. */
	watch(serverId: number, userId: number, forMs: number | null): void {
		const key = `${serverId} ${userId}`;
		clearTimeout(this.timers.get(key));
		this.timers.delete(key);
		if (forMs === null || forMs <= 0) return;
		const timer = setTimeout(
			() => {
				this.timers.delete(key);
				void refreshViews(serverId, [userId]);
			},
			Math.min(forMs + slackMs, maxTimerMs),
		);
		timer.unref();
		this.timers.set(key, timer);
	}
}
