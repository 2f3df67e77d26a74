import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type CheckResult, checkAll } from "./checker";
import { beginThreads, Clients, signUp } from "./clients";
import type { Environment } from "./environments";
import { Moderator } from "./moderator";
import { plan } from "./plan";
import { scratch } from "./scratch";

const people = 10;
const channelCount = 3;
/** In each channel. */
const threadCount = 1;
/** Messages a second in a channel, and in a thread. */
const channelRate = 5;
const threadRate = 2.5;
/** Edits, reactions, votes and pins per message: many, because all of them return with an undo. */
const changeRatio = 0.6;
const secondsPerRound = 0.4;
/** Connections that are cut in each place, so that users miss removals and undos and catch up with them. */
const cutsPerSecond = 1;
/** Channels receive thread summaries shortly after the threads have become quiet. */
const threadEventMs = 3000;

/**
 * Removes messages and restores them `rounds` times while users write in several channels and threads, are disconnected
 * and join, on all instances of an environment, and checks what all of them received.
 */
export async function moderation(
	stage: Environment,
	{ seed, rounds, keep }: { seed: number; rounds: number; keep?: string | undefined },
): Promise<CheckResult> {
	if (keep) {
		rmSync(keep, { recursive: true, force: true });
		mkdirSync(keep, { recursive: true });
	}
	const { folder, remove } = keep ? { folder: keep, remove: () => {} } : scratch();
	const [channels, threads]: [Clients[], Clients[]] = [[], []];
	try {
		const { owner, members, serverId, channelId } = await signUp(stage.url, people);
		try {
			for (let n = 0; n < channelCount; n++) {
				const at = n === 0 ? { channelId, folder } : await anotherChannel(owner, serverId, `channel-${n}`, folder);
				const channel = new Clients(owner, members, { url: stage.url, ...at });
				channels.push(channel);
				await channel.arrive();
				threads.push(...(await beginThreads(channel, threadCount, { owner, members }, { url: stage.url, ...at })));
			}
			const moderator = new Moderator(owner, [...channels, ...threads], { url: stage.url, serverId, seed });
			const seconds = Math.ceil(rounds * secondsPerRound);
			const planOf = (index: number, rate: number) => ({
				...plan({
					...{ seed: seed + index * 7919, people, seconds, rate, changeRatio },
					killEveryMs: Number.POSITIVE_INFINITY,
				}),
				drops: Array.from({ length: seconds * cutsPerSecond }, (_, second) => ({
					at: (second * 1000 + index * 137) / cutsPerSecond,
					person: (seed + index + second) % people,
				})),
			});
			await Promise.all([
				...channels.map((one, n) => one.run(planOf(n, channelRate), async () => {})),
				...threads.map((one, n) => one.run(planOf(channelCount + n, threadRate), async () => {})),
				moderator.moderate(rounds),
			]);
		} catch (error) {
			for (const place of [...channels, ...threads]) await place.leave();
			throw error;
		}
		await Promise.all(threads.map((thread) => thread.finish()));
		await sleep(threadEventMs);
		await Promise.all(channels.map((channel) => channel.finish()));
		return checkAll(folder);
	} finally {
		remove();
	}
}

async function anotherChannel(
	owner: Awaited<ReturnType<typeof signUp>>["owner"],
	serverId: number,
	name: string,
	parentFolder: string,
): Promise<{ channelId: number; folder: string }> {
	const folder = join(parentFolder, name);
	mkdirSync(folder);
	const path = `/api/servers/${serverId}/channels`;
	const { channel } = await owner.call<{ channel: { id: number } }>("POST", path, { name });
	return { channelId: channel.id, folder };
}
