import { type Figure, number } from "../figures";
import type { bare } from "../load/bare";
import type { crowd } from "../load/crowd";
import type { speakers } from "../load/speakers";
import { Worker } from "../load/worker";
import type { Options } from "../options";
import type { Stage } from "../stage";
import { median, sum } from "../statistics";

const people = 200;
const senders = 64;
const depth = 4;
const seconds = 4;

type Listeners = Worker<typeof crowd>;
type Senders = Worker<typeof speakers>;
type Round = { perSecond: number; messages: number; lost: number; wrong: number };

/**
 * Everybody has the channel open and 64 of them send as fast as they are acknowledged. The app stores each message before it
 * tells anybody; beside it, in turns, bare Socket.IO tells the same people the same messages and stores nothing.
 */
export async function fanOut(
	stage: Stage,
	channelId: number,
	listeners: Listeners,
	senderPool: Senders,
	rounds: number,
	pin: Options["pin"],
): Promise<Figure> {
	const cookies = stage.cookies(people);
	const others = {
		server: Worker.start<typeof bare>("bare", pin?.app),
		listeners: Worker.start<typeof crowd>("crowd", pin?.load),
		senders: Worker.start<typeof speakers>("speakers", pin?.load),
	};
	try {
		const { port } = await others.server.ask("listen", {});
		const url = `http://127.0.0.1:${port}`;
		await others.listeners.ask("connect", { url, cookies, channelId });
		await others.senders.ask("connect", { url, cookies: cookies.slice(0, senders) });
		await senderPool.ask("connect", { url: stage.url, cookies: cookies.slice(0, senders) });

		await round(listeners, senderPool, channelId, 2);
		await round(others.listeners, others.senders, channelId, 1);
		const stored: Round[] = [];
		const unstored: Round[] = [];
		for (let n = 0; n < rounds; n++) {
			stored.push(await round(listeners, senderPool, channelId, seconds));
			unstored.push(await round(others.listeners, others.senders, channelId, seconds / 2));
		}
		await senderPool.ask("disconnect", {});
		return figureOf(stored, unstored);
	} finally {
		await Promise.all(Object.values(others).map((worker) => worker.stop()));
	}
}

async function round(listeners: Listeners, from: Senders, channelId: number, seconds: number): Promise<Round> {
	await listeners.ask("begin", {});
	const sent = await from.ask("speak", { channelId, seconds, depth });
	if (sent.refused > 0) throw new Error(`${sent.refused} messages were refused, the first with ${sent.firstRefusal}.`);
	const heard = await listeners.ask("end", { lastSeq: sent.lastSeq });
	return {
		// Until the last delivery: what is still under way when the sending ends takes its time as well.
		perSecond: (heard.deliveries * 1000) / (heard.lastAt - sent.startedAt),
		messages: sent.acknowledged,
		lost: sent.acknowledged * people - heard.deliveries,
		wrong: heard.wrong,
	};
}

function figureOf(stored: Round[], unstored: Round[]): Figure {
	const perSecond = median(stored.map((one) => one.perSecond));
	const bare = median(unstored.map((one) => one.perSecond));
	const lost = sum(stored.map((one) => one.lost));
	const wrong = sum(stored.map((one) => one.wrong));
	const messages = sum(stored.map((one) => one.messages));
	const loss = lost === 0 && wrong === 0 ? "none lost" : `${number(lost)} LOST, ${number(wrong)} OUT OF ORDER`;
	return {
		name: `fan-out of stored messages, ${people} in a channel`,
		target: "≥ 50,000 deliveries/s, none lost",
		measured: `${number(perSecond)} deliveries/s, ${loss} of ${number(messages * people)} (bare Socket.IO, nothing stored: ${number(bare)})`,
		met: perSecond >= 50_000 && lost === 0 && wrong === 0,
		values: { perSecond, bare, messages, lost, wrong },
	};
}
