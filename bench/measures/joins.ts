import type { Channel } from "@/lib/realtime/protocol";
import type { Bench } from "../bench";
import { type Figure, ms, number, times } from "../metrics";
import { mediansOf, type Spread, sum } from "../statistics";

const channels = 50;
const joiners = 16;
const senders = 20;
const messagesPerSecond = 100;
const joinsPerSecond = 200;
const seconds = 5;

type Place = { serverId: number; channelId: number };
type Round = { perSecond: number; wrong: number } & Spread;

/**
 * Sixteen users join a server of fifty channels and leave it, over and over. Then other members send at an even rate,
 * in turns without and with two hundred joins and as many leaves a second.
 */
export async function joins(bench: Bench): Promise<Figure[]> {
	const place = await serverWithChannels(bench);
	return [bench.note(await joinsAndLeaves(bench, place)), bench.note(await sendsBesideJoins(bench, place))];
}

/** A server whose channels each have a message, so that each has a read marker to set. */
async function serverWithChannels({ stage }: Bench): Promise<Place> {
	const { serverId, channelId } = await stage.owner.makeServer("Revolving door");
	await stage.owner.sends(channelId, "hello");
	for (let n = 2; n <= channels; n++) {
		const { channel } = await stage.owner.call<{ channel: Channel }>("POST", `/api/servers/${serverId}/channels`, {
			name: `door-${n}`,
		});
		await stage.owner.sends(channel.id, "hello");
	}
	return { serverId, channelId };
}

function revolving({ stage, worker }: Bench, { serverId }: Place) {
	const from = worker("membershipClients");
	const cookies = stage.cookies(joiners);
	return (seconds: number, perSecond?: number): Promise<Round> =>
		from.ask("revolve", {
			...{ url: stage.url, serverId, cookies, seconds },
			...(perSecond !== undefined && { perSecond }),
		});
}

async function joinsAndLeaves(bench: Bench, place: Place): Promise<Figure> {
	const revolve = revolving(bench, place);
	await revolve(1);
	const rounds: Round[] = [];
	for (let round = 0; round < bench.rounds; round++) rounds.push(await revolve(seconds));
	await bench.dismiss();
	const { perSecond, p50, p95, p99 } = mediansOf(rounds);
	const wrong = sum(rounds.map((round) => round.wrong));
	return {
		id: "joins",
		name: `joins and leaves of a server with ${channels} channels, ${joiners} users`,
		target: "≥ 600/s, p95 ≤ 40 ms",
		measured: `${number(perSecond)}/s, p50 ${ms(p50)}, p95 ${ms(p95)}${wrong > 0 ? `, ${wrong} WRONG` : ""}`,
		beside: "",
		met: perSecond >= 600 && p95 <= 40 && wrong === 0,
		values: { channels, joiners, perSecond, p50, p95, p99, wrong },
	};
}

async function sendsBesideJoins(bench: Bench, place: Place): Promise<Figure> {
	const { stage, worker, rounds } = bench;
	const members = stage.people.slice(joiners, joiners + senders);
	for (const member of members) await member.join(place.serverId);
	const talkers = worker("receivers");
	const cookies = members.map(({ cookie }) => cookie);
	await talkers.ask("connect", { url: stage.url, cookies, channelId: place.channelId });
	const revolve = revolving(bench, place);
	const talk = () =>
		talkers.ask("latency", { count: messagesPerSecond * seconds, perSecond: messagesPerSecond, senders });
	await Promise.all([talk(), revolve(seconds, joinsPerSecond)]);
	const [quiet, busy, joined] = [[], [], []] as [Spread[], Spread[], Round[]];
	for (let round = 0; round < rounds; round++) {
		quiet.push((await talk()).acknowledged);
		const [sent, moved] = await Promise.all([talk(), revolve(seconds, joinsPerSecond)]);
		busy.push(sent.acknowledged);
		joined.push(moved);
	}
	await bench.dismiss();
	const [without, beside] = [mediansOf(quiet), mediansOf(busy)];
	const ratio = beside.p99 / without.p99;
	const joinRate = mediansOf(joined).perSecond / 2;
	return {
		id: "sends-beside-joins",
		name: `send → acknowledged, ${messagesPerSecond} messages/s beside ${joinsPerSecond} joins/s`,
		target: "p99 ≤ 1.2 × without joins",
		measured: `p50 ${ms(beside.p50)}, p99 ${ms(beside.p99)}, with ${number(joinRate)} joins/s and as many leaves`,
		beside: `without joins: p50 ${ms(without.p50)}, p99 ${ms(without.p99)} (${times(ratio)})`,
		met: ratio <= 1.2 && joinRate >= joinsPerSecond * 0.95,
		values: { ratio, joinRate, without, beside },
	};
}
