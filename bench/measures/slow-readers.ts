import { setTimeout as sleep } from "node:timers/promises";
import type { Bench } from "../bench";
import { type Figure, mb } from "../metrics";
import { residentOf } from "./memory";

const readers = 500;
const senders = 4;
const depth = 64;
const letters = 4000;
const seconds = 30;
const targetBytes = 512 * 2 ** 20;
const leftBytes = 100 * 2 ** 20;
/** How long the app has to release memory. */
const calmMs = 60_000;

/**
 * Measures the app's memory while many clients read slowly and a few send as fast as possible, and what remains
 * afterwards.
 */
export async function slowReaders(bench: Bench): Promise<Figure[]> {
	const { stage } = bench;
	const channelId = await stage.channel("slow-readers");
	const slowClients = bench.worker("slowClients");
	const cookies = stage.cookies(stage.people.length);
	await slowClients.ask("become", { url: stage.url, cookies: cookies.slice(senders), count: readers, channelId });
	const from = bench.worker("senders");
	await from.ask("connect", { url: stage.url, cookies: cookies.slice(0, senders) });
	await sleep(5000);
	const before = residentOf(stage.app.pid);

	await slowClients.ask("readSlowly", {});
	let most = before;
	const look = () => {
		most = Math.max(most, residentOf(stage.app.pid));
	};
	const watch = setInterval(look, 250);
	const { acknowledged, perSecond } = await from.ask("send", {
		...{ channelIds: [channelId], seconds, depth, length: letters },
	});
	await slowClients.ask("readAgain", {});
	const calm = performance.now() + calmMs;
	let after = residentOf(stage.app.pid);
	while (performance.now() < calm && after > before + leftBytes) {
		await sleep(1000);
		after = residentOf(stage.app.pid);
	}
	const calmSeconds = Math.round((performance.now() - calm + calmMs) / 1000);
	clearInterval(watch);
	await bench.dismiss();
	return [
		bench.note({
			id: "slow-readers",
			name: `memory under ${readers} slow readers and ${senders} senders at full speed`,
			target: "≤ 537 MB; within 105 MB of before within a minute",
			measured: `${mb(most)} at its most, ${mb(before)} before, ${mb(after)} ${calmSeconds} s after`,
			beside: `${acknowledged} messages of ${letters} letters, ${Math.round(perSecond)} a second`,
			met: most <= targetBytes && after <= before + leftBytes,
			values: { before, most, after, calmSeconds, acknowledged, perSecond },
		}),
	];
}
