import type { receivers } from "../load/receivers";
import type { messageSenders } from "../load/senders";
import type { Asking } from "../load/worker";
import { number } from "../metrics";
import { type Spread, sum } from "../statistics";

export type Listeners = Asking<typeof receivers>;
export type Senders = Asking<typeof messageSenders>;
export type Round = {
	stored: number;
	deliveries: number;
	/** Deliveries that never arrived, arrived twice, or were not the expected event. */
	lost: number;
	doubled: number;
	wrong: number;
	acknowledged: Spread;
	delivered: Spread;
};
type SendOptions = { channelIds: number[]; seconds: number; depth: number };

/**
 * Sends at full speed, and checks that every listener received every message once; each channel has `each` listeners.
 */
export async function sendAndReceive(
	all: Listeners[],
	from: Senders[],
	each: number,
	how: SendOptions,
): Promise<Round> {
	await Promise.all(all.map((listeners) => listeners.ask("begin", {})));
	const sent = await Promise.all(from.map((senders) => senders.ask("send", how)));
	const lastSeqs = merged(sent.map((one) => one.lastSeqs));
	const received = await Promise.all(all.map((listeners) => listeners.ask("end", { lastSeqs })));
	const [first, second] = [sent[0], received[0]];
	if (!first || !second) throw new Error("A conversation needs a sender and a listener.");
	const acknowledged = sum(sent.map((one) => one.acknowledged));
	const deliveries = sum(received.map((one) => one.deliveries));
	const doubled = sum(received.map((one) => one.doubled));
	const startedAt = Math.min(...sent.map((one) => one.startedAt));
	// Measures until the last delivery, because messages in flight at the end of sending count too.
	const took = (Math.max(...received.map(({ lastAt }) => lastAt)) - startedAt) / 1000;
	return {
		stored: sum(sent.map(({ perSecond }) => perSecond)),
		deliveries: deliveries / took,
		lost: acknowledged * each - (deliveries - doubled),
		doubled,
		wrong: sum(received.map(({ wrong }) => wrong)),
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

type Whole = Pick<Round, "lost" | "doubled" | "wrong">;
/** Whether nothing was lost, duplicated or out of order. */
export const isWhole = (rounds: Whole[]): boolean =>
	rounds.every(({ lost, doubled, wrong }) => lost === 0 && doubled === 0 && wrong === 0);
export const wholeness = (rounds: Whole[]): string => {
	const all = (name: keyof Whole) => number(sum(rounds.map((round) => round[name])));
	return isWhole(rounds) ? "none lost" : `${all("lost")} LOST, ${all("doubled")} DOUBLED, ${all("wrong")} OUT OF ORDER`;
};
