import { type Figure, ms, number } from "../figures";
import type { crowd } from "../load/crowd";
import type { Worker } from "../load/worker";
import type { Stage } from "../stage";
import { median } from "../statistics";

const people = 100;
const perSecond = 20;
const seconds = 5;

/** From the moment a message is sent to the moment each of a hundred connections has it, at a pace people talk. */
export async function latency(stage: Stage, listeners: Worker<typeof crowd>, rounds: number): Promise<Figure> {
	const channelId = await stage.channel("latency");
	await listeners.ask("connect", { url: stage.url, cookies: stage.cookies(people), channelId });
	const measure = (count: number) => listeners.ask("latency", { count, perSecond, senders: 20 });
	await measure(2 * perSecond);
	const results = [];
	for (let round = 0; round < rounds; round++) results.push(await measure(seconds * perSecond));
	await listeners.ask("disconnect", {});

	const p50 = median(results.map((result) => result.p50));
	const p99 = median(results.map((result) => result.p99));
	const missing = results.reduce((all, { expected, deliveries }) => all + expected - deliveries, 0);
	return {
		name: `send → deliver, ${perSecond} msg/s to ${people} people`,
		target: "p50 ≤ 8 ms, p99 ≤ 40 ms",
		measured: `p50 ${ms(p50)}, p99 ${ms(p99)}${missing > 0 ? `, ${number(missing)} NOT DELIVERED` : ""}`,
		met: p50 <= 8 && p99 <= 40 && missing === 0,
		values: { p50, p99, most: Math.max(...results.map(({ most }) => most)), missing },
	};
}
