import type { crowd } from "../load/crowd";
import type { speakers } from "../load/speakers";
import type { Worker } from "../load/worker";
import type { Spread } from "../statistics";

export type Listeners = Worker<typeof crowd>;
export type Senders = Worker<typeof speakers>;
export type Round = {
	stored: number;
	deliveries: number;
	/** Deliveries that never came, and those that came out of order or twice. */
	lost: number;
	wrong: number;
	acknowledged: Spread;
	delivered: Spread;
};
type Talk = { channelIds: number[]; seconds: number; depth: number };

/** Senders talk at full speed, and every listener must have heard every word once; `each` listen to a channel. */
export async function talk(all: Listeners[], from: Senders[], each: number, how: Talk): Promise<Round> {
	await Promise.all(all.map((listeners) => listeners.ask("begin", {})));
	const sent = await Promise.all(from.map((senders) => senders.ask("speak", how)));
	const lastSeqs = merged(sent.map((one) => one.lastSeqs));
	const heard = await Promise.all(all.map((listeners) => listeners.ask("end", { lastSeqs })));
	const [first, second] = [sent[0], heard[0]];
	if (!first || !second) throw new Error("A talk takes somebody who speaks and somebody who listens.");
	const acknowledged = sent.reduce((sum, one) => sum + one.acknowledged, 0);
	const deliveries = heard.reduce((sum, one) => sum + one.deliveries, 0);
	const startedAt = Math.min(...sent.map((one) => one.startedAt));
	// Until the last delivery: what is still under way when the sending ends takes its time as well.
	const took = (Math.max(...heard.map(({ lastAt }) => lastAt)) - startedAt) / 1000;
	return {
		stored: sent.reduce((sum, one) => sum + one.perSecond, 0),
		deliveries: deliveries / took,
		lost: acknowledged * each - deliveries,
		wrong: heard.reduce((sum, one) => sum + one.wrong, 0),
		acknowledged: first.waited,
		delivered: second.delivered,
	};
}

function merged(all: Record<number, number>[]): Record<number, number> {
	const highest: Record<number, number> = {};
	for (const seqs of all)
		for (const [channelId, seq] of Object.entries(seqs))
			highest[Number(channelId)] = Math.max(highest[Number(channelId)] ?? 0, seq);
	return highest;
}

/** Nothing lost and nothing out of order, in words. */
export const wholeness = (rounds: Pick<Round, "lost" | "wrong">[]): string => {
	const [lost, wrong] = [
		rounds.reduce((sum, { lost }) => sum + lost, 0),
		rounds.reduce((sum, one) => sum + one.wrong, 0),
	];
	return lost === 0 && wrong === 0 ? "none lost" : `${lost} LOST, ${wrong} OUT OF ORDER`;
};
export const isWhole = (rounds: Pick<Round, "lost" | "wrong">[]) =>
	rounds.every(({ lost, wrong }) => lost === 0 && wrong === 0);
