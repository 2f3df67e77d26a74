import type { Bench } from "../bench";
import { type Figure, ms, number } from "../metrics";
import { mediansOf, type Spread, sum } from "../statistics";
import { isWhole, type Round, sendAndReceive, wholeness } from "./run";

const people = 100;
const perSecond = 20;
const seconds = 5;
const senders = 64;
const depth = 4;

const formatSpread = ({ p50, p95, p99 }: Spread) => `p50 ${ms(p50)}, p95 ${ms(p95)}, p99 ${ms(p99)}`;

/**
 * Measures from sending a message to its acknowledgement, and to each of a hundred connections: at a normal rate, and
 * at full speed.
 */
export async function latency(bench: Bench): Promise<Figure[]> {
	return [...(await atEase(bench)), ...(await atSaturation(bench))];
}

async function atEase(bench: Bench): Promise<Figure[]> {
	const { stage, rounds } = bench;
	const channelId = await stage.channel("at-ease");
	const listeners = bench.worker("receivers");
	await listeners.ask("connect", { url: stage.url, cookies: stage.cookies(people), channelId });
	const measure = (count: number) => listeners.ask("latency", { count, perSecond, senders: 20 });
	await measure(2 * perSecond);
	const results = [];
	for (let round = 0; round < rounds; round++) results.push(await measure(seconds * perSecond));
	await bench.dismiss();

	const missing = sum(results.map(({ expected, deliveries }) => expected - deliveries));
	const wrong = sum(results.map((result) => result.wrong));
	const isBroken = missing !== 0 || wrong !== 0;
	const delivered = mediansOf(results.map((result) => result.delivered));
	const acknowledged = mediansOf(results.map((result) => result.acknowledged));
	return [
		bench.note({
			id: "deliver-at-ease",
			name: `send → deliver, ${perSecond} messages/s to ${people} users`,
			target: "p50 ≤ 5 ms, p99 ≤ 20 ms, none lost",
			measured: `${formatSpread(delivered)}${isBroken ? `, ${number(missing)} LOST, ${number(wrong)} OUT OF ORDER` : ", none lost"}`,
			beside: "",
			met: delivered.p50 <= 5 && delivered.p99 <= 20 && !isBroken,
			values: { ...delivered, missing, wrong },
		}),
		bench.note({
			...{
				id: "acknowledge-at-ease",
				name: `send → acknowledged, ${perSecond} messages/s to ${people} users`,
				target: "",
				beside: "",
				met: null,
			},
			measured: formatSpread(acknowledged),
			values: acknowledged,
		}),
	];
}

async function atSaturation(bench: Bench): Promise<Figure[]> {
	const { stage, rounds } = bench;
	const channelId = await stage.channel("saturated");
	const [listeners, from] = [bench.worker("receivers"), bench.worker("senders")];
	await listeners.ask("connect", { url: stage.url, cookies: stage.cookies(people), channelId });
	await from.ask("connect", { url: stage.url, cookies: stage.cookies(senders) });
	const measure = (seconds: number) =>
		sendAndReceive([listeners], [from], people, { channelIds: [channelId], seconds, depth });
	await measure(1);
	const results: Round[] = [];
	for (let round = 0; round < rounds; round++) results.push(await measure(3));
	await bench.dismiss();

	const acknowledged = mediansOf(results.map((result) => result.acknowledged));
	const delivered = mediansOf(results.map((result) => result.delivered));
	const load = `${senders * depth} messages in flight all the time, ${people} receivers`;
	return [
		bench.note({
			id: "acknowledge-at-saturation",
			name: `send → acknowledged at saturation: ${load}`,
			target: "p99 ≤ 250 ms, none lost",
			measured: `${formatSpread(acknowledged)}, ${wholeness(results)}`,
			beside: "",
			met: acknowledged.p99 <= 250 && isWhole(results),
			values: { ...acknowledged, ...mediansOf(results.map(({ stored }) => ({ stored }))) },
		}),
		bench.note({
			...{ id: "deliver-at-saturation", name: "send → deliver at saturation", target: "", beside: "", met: null },
			measured: formatSpread(delivered),
			values: delivered,
		}),
	];
}
