import { type Figure, ms, number } from "../figures";
import type { readers } from "../load/readers";
import type { Worker } from "../load/worker";
import type { Stage } from "../stage";
import { median } from "../statistics";

const people = 16;
const seconds = 4;

/** The newest page of a long channel, asked for by 16 people at once who each wait for their answer. */
export async function history(
	stage: Stage,
	archive: { serverId: number; channelId: number; messages: number },
	from: Worker<typeof readers>,
	rounds: number,
): Promise<Figure> {
	for (const { username } of stage.people.slice(0, people))
		await stage.owner.call("PUT", `/api/servers/${archive.serverId}/members/${username}`);
	const path = `/api/channels/${archive.channelId}/messages`;
	const read = (seconds: number) => from.ask("read", { url: stage.url, path, cookies: stage.cookies(people), seconds });
	await read(1.5);
	const results = [];
	for (let round = 0; round < rounds; round++) results.push(await read(seconds));

	const perSecond = median(results.map((result) => result.perSecond));
	const p50 = median(results.map((result) => result.p50));
	const p99 = median(results.map((result) => result.p99));
	const whole = results.every(({ messages }) => messages === 50);
	return {
		name: `newest page of 50 of ${number(archive.messages)}, ${people} readers, over HTTP with a session`,
		target: "≥ 400/s, p99 ≤ 100 ms",
		measured: `${number(perSecond)}/s, p50 ${ms(p50)}, p99 ${ms(p99)}${whole ? "" : ", PAGES NOT WHOLE"}`,
		met: perSecond >= 400 && p99 <= 100 && whole,
		values: { perSecond, p50, p99 },
	};
}
