import { mkdirSync, rmSync } from "node:fs";
import { type CheckResult, check } from "./checker";
import { Clients, signUp } from "./clients";
import type { Environment } from "./environments";
import { Moderator } from "./moderator";
import { plan } from "./plan";
import { scratch } from "./scratch";

const people = 10;
const rate = 20;
/** Edits, reactions, votes and pins per message: many, because all of them return with an undo. */
const changeRatio = 0.6;
const secondsPerRound = 0.4;
/** Many connections are cut, so that users miss removals and undos and catch up with them. */
const cutsPerSecond = 3;

/**
 * Removes messages and restores them `rounds` times while users write, are disconnected and join, on all instances of an
 * environment, and checks what all of them received.
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
	try {
		const { owner, members, serverId, channelId } = await signUp(stage.url, people);
		const at = { url: stage.url, channelId, folder };
		const clients = new Clients(owner, members, at);
		const moderator = new Moderator(owner, clients, { ...at, serverId, seed });
		try {
			await clients.arrive();
			const seconds = Math.ceil(rounds * secondsPerRound);
			const wanted = { seed, people, seconds, rate, changeRatio, killEveryMs: Number.POSITIVE_INFINITY };
			const drops = Array.from({ length: seconds * cutsPerSecond }, (_, index) => ({
				at: (index * 1000) / cutsPerSecond,
				person: (seed + index) % people,
			}));
			await Promise.all([clients.run({ ...plan(wanted), drops }, async () => {}), moderator.moderate(rounds)]);
		} catch (error) {
			await clients.leave();
			throw error;
		}
		await clients.finish();
		return check(folder);
	} finally {
		remove();
	}
}
