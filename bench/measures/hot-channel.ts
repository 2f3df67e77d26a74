import { type Figure, ms, number } from "../figures";
import type { speakers } from "../load/speakers";
import type { Worker } from "../load/worker";
import type { Stage } from "../stage";
import { median } from "../statistics";

const senders = 64;
const seconds = 3;

/** How many messages a second one channel takes from 64 people, each waiting for the acknowledgement that it is stored. */
export async function hotChannel(stage: Stage, from: Worker<typeof speakers>, rounds: number): Promise<Figure> {
	const channelId = await stage.channel("hot");
	await from.ask("connect", { url: stage.url, cookies: stage.cookies(senders) });
	await from.ask("speak", { channelId, seconds: 1, depth: 1 });
	const [waiting, pipelined] = [await measure(1), await measure(4)];
	await from.ask("disconnect", {});
	return {
		name: `one hot channel, ${senders} senders`,
		target: "≥ 4,000 stored messages/s",
		measured: `${number(waiting.perSecond)} messages/s (acknowledged in p50 ${ms(waiting.p50)}, p99 ${ms(waiting.p99)}); four on their way from each: ${number(pipelined.perSecond)}`,
		met: waiting.perSecond >= 4000,
		values: { ...waiting, pipelined: pipelined.perSecond },
	};

	async function measure(depth: number) {
		const results = [];
		for (let round = 0; round < rounds; round++) {
			const result = await from.ask("speak", { channelId, seconds, depth });
			if (result.refused > 0) throw new Error(`A message was refused: ${result.firstRefusal}.`);
			results.push(result);
		}
		return {
			perSecond: median(results.map((result) => result.acknowledged / result.seconds)),
			p50: median(results.map((result) => result.p50)),
			p99: median(results.map((result) => result.p99)),
		};
	}
}
