import type { Bench } from "../bench";
import { type Figure, number, times } from "../metrics";
import { median } from "../statistics";
import { isWhole, type Listeners, type Round, type Senders, sendAndReceive, wholeness } from "./run";

const sizes = [1, 50, 200, 500, 1000];
const senders = 64;
const depth = 4;
const seconds = 2;

const promised: Record<number, { perSecond: number; ratio: number }> = {
	200: { perSecond: 50_000, ratio: 0 },
	500: { perSecond: 1_000_000, ratio: 15 },
};

type Side = { url: string; listeners: Listeners; senders: Senders; rounds: Round[]; seconds: number };

/**
 * Many users have a channel open, and 64 senders send as fast as they are acknowledged. The app stores each message
 * before it delivers it; in alternation, bare Socket.IO and bare ws deliver the same messages to the same users without
 * storing them.
 */
export async function fanOut(bench: Bench): Promise<Figure[]> {
	const figures: Figure[] = [];
	for (const size of sizes) figures.push(bench.note(await fanOutTo(bench, size)));
	return figures;
}

async function fanOutTo(bench: Bench, size: number): Promise<Figure> {
	const { stage, rounds } = bench;
	const channelId = await stage.channel(`fan-out-${size}`);
	const socketIo = await bench.baseline("socket.io");
	const ws = await bench.baseline("ws");
	const side = (url: string, seconds: number): Side => ({
		...{ url, seconds, rounds: [] },
		listeners: bench.worker("receivers"),
		senders: bench.worker("senders"),
	});
	const sides = [side(stage.url, seconds), side(socketIo.url, 1), side(ws.url, 1)];
	for (const { url, listeners, senders: from } of sides) {
		await listeners.ask("connect", { url, cookies: stage.cookies(stage.people.length), channelId, count: size });
		await from.ask("connect", { url, cookies: stage.cookies(senders) });
	}
	const play = (of: Side, seconds: number) =>
		sendAndReceive([of.listeners], [of.senders], size, { channelIds: [channelId], seconds, depth });
	for (const one of sides) await play(one, 1);
	for (let round = 0; round < rounds; round++) for (const one of sides) one.rounds.push(await play(one, one.seconds));
	await bench.dismiss();
	return figureOf(size, ...(sides.map((one) => one.rounds) as [Round[], Round[], Round[]]));
}

function figureOf(size: number, hearth: Round[], socketIo: Round[], ws: Round[]): Figure {
	const rate = (rounds: Round[]) => median(rounds.map(({ deliveries }) => deliveries));
	const [perSecond, bareSocketIo, bareWs] = [rate(hearth), rate(socketIo), rate(ws)];
	const ratio = perSecond / bareSocketIo;
	const target = promised[size];
	return {
		id: `fan-out-${size}`,
		name: `fan-out of stored messages, ${number(size)} ${size === 1 ? "receiver" : "receivers"}`,
		target: target
			? `≥ ${number(target.perSecond)}/s${target.ratio ? `, ≥ ${target.ratio} × bare Socket.IO` : ""}, none lost`
			: "none lost",
		measured: `${number(perSecond)} deliveries/s, ${wholeness(hearth)}`,
		beside: `Socket.IO ${number(bareSocketIo)} (${times(ratio)}), ws ${number(bareWs)}`,
		met: isWhole(hearth) && (!target || (perSecond >= target.perSecond && ratio >= target.ratio)),
		values: {
			listeners: size,
			perSecond,
			stored: median(hearth.map(({ stored }) => stored)),
			bareSocketIo,
			bareWs,
			ratio,
		},
	};
}
