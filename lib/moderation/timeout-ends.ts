import { and, eq, lte, sql } from "drizzle-orm";
import { db } from "@/db";
import { memberships } from "@/db/schema";
import { log } from "../process/log";
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

	/** Called with each reading of what a connected member may do; null for a member without a timeout. */
	watch(serverId: number, userId: number, forMs: number | null): void {
		const key = `${serverId} ${userId}`;
		clearTimeout(this.timers.get(key));
		this.timers.delete(key);
		if (forMs === null) return;
		// The reading at its end comes here too.
		if (forMs <= 0) return void forgetTimeout(serverId, userId);
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

/** Nothing needs it but speed: an end in the membership makes each send decide the permissions of its author. */
async function forgetTimeout(serverId: number, userId: number): Promise<void> {
	const { timedOutUntil } = memberships;
	try {
		await db
			.update(memberships)
			.set({ timedOutUntil: null })
			.where(and(eq(memberships.serverId, serverId), eq(memberships.userId, userId), lte(timedOutUntil, sql`now()`)));
	} catch (error) {
		log.warn({ err: error, serverId, userId }, "a timeout that has ended could not be removed");
	}
}
