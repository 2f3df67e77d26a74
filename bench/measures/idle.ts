import { setTimeout as sleep } from "node:timers/promises";
import type { Bench } from "../bench";
import { type Figure, mb, number } from "../metrics";
import { residentOf } from "./memory";

const counts = [1000, 5000];
const settleMs = 4000;
const most = 15_000;

/** Measures the memory cost of an idle connection: the growth of the process by the number of connections. */
export async function idle(bench: Bench): Promise<Figure[]> {
	const { stage } = bench;
	// The app has just registered all users; a restarted one has no memory to release yet.
	await stage.app.kill("SIGTERM");
	await stage.app.startAgain();
	stage.keepApart();
	const hearth = await growth(bench, stage.url, async () => residentOf(stage.app.pid));
	const [socketIo, ws] = [await bench.baseline("socket.io"), await bench.baseline("ws")];
	const bareSocketIo = await growth(bench, socketIo.url, () => socketIo.worker.ask("memory", {}));
	const bareWs = await growth(bench, ws.url, () => ws.worker.ask("memory", {}));
	await bench.dismiss();
	return counts.map((count, n) => {
		const [own = 0, io = 0, plain = 0] = [hearth[n], bareSocketIo[n], bareWs[n]];
		const isPromised = count === counts.at(-1);
		return bench.note({
			id: `idle-${count}`,
			name: `memory of an idle connection, at ${number(count)}`,
			target: isPromised ? "≤ 15 KB more than bare Socket.IO" : "",
			measured: `${kb(own)} (${kb(own - io)} more), ${mb(own * count)} in all`,
			beside: `Socket.IO ${kb(io)}, ws ${kb(plain)}`,
			met: isPromised ? own - io <= most : null,
			values: { count, own, bareSocketIo: io, bareWs: plain },
		});
	});
}

const kb = (bytes: number) => `${(bytes / 1000).toFixed(1)} KB`;

/** Returns the bytes per connection, at each of the counts. */
async function growth({ stage, ...bench }: Bench, url: string, resident: () => Promise<number>): Promise<number[]> {
	const people = bench.worker("idleClients");
	const become = async (count: number) => {
		await people.ask("become", { url, cookies: stage.cookies(stage.people.length), count });
		await sleep(settleMs);
		return resident();
	};
	// The first connections allocate what all later ones share.
	const few = 50;
	const before = await become(few);
	const bytes: number[] = [];
	for (const count of counts) bytes.push(((await become(count)) - before) / (count - few));
	await people.ask("leave", {});
	return bytes;
}
