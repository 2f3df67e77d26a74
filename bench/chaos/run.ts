import { mkdirSync, rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { BackupDuringRun, type BackupResult } from "./backup";
import { type CheckResult, checkAll } from "./checker";
import { beginThreads, Clients, type Strike, signUp } from "./clients";
import type { Environment } from "./environments";
import { plan } from "./plan";
import { scratch } from "./scratch";

export type RunOptions = {
	seed: number;
	people: number;
	seconds: number;
	rate: number;
	everyMs?: number | undefined;
	/** Where the histories are kept; otherwise they are removed after the check. */
	keep?: string | undefined;
	/** Whether a backup is made meanwhile, restored, and checked. */
	backup?: boolean | undefined;
};
export type RunResult = CheckResult & { backup?: BackupResult };

/** The number of threads on the channel's first messages, and of users in each of them. */
const threads = 2;
const inThread = 20;
const threadEventMs = 3000;

/** A thread has less traffic than its channel, and no outages of its own. */
const planOfThread = (wanted: Omit<RunOptions, "keep" | "everyMs" | "backup">, index: number) => ({
	...wanted,
	seed: wanted.seed + index * 7919,
	people: Math.min(inThread, wanted.people),
	rate: Math.max(1, wanted.rate / 5),
	killEveryMs: Number.POSITIVE_INFINITY,
});

/** Runs a seed's plan in an environment, and checks it. The caller stops the environment. */
export async function runScenario(
	stage: Environment,
	{ keep, everyMs, backup, ...wanted }: RunOptions,
): Promise<RunResult> {
	if (keep) {
		rmSync(keep, { recursive: true, force: true });
		mkdirSync(keep, { recursive: true });
	}
	const { folder, remove } = keep ? { folder: keep, remove: () => {} } : scratch();
	const ofBackup = backup ? scratch() : null;
	const during = ofBackup && new BackupDuringRun(stage.settings, ofBackup.folder);
	try {
		const { owner, members, channelId } = await signUp(stage.url, wanted.people);
		const groups = [new Clients(owner, members, { url: stage.url, channelId, folder })];
		try {
			const [channel] = groups;
			if (!channel) throw new Error("The channel has no users.");
			await channel.arrive();
			const at = { url: stage.url, channelId, folder };
			groups.push(...(await beginThreads(channel, threads, { owner, members: members.slice(0, inThread) }, at)));
			await Promise.all(
				groups.map((group, index) => {
					if (index > 0) return group.run(plan(planOfThread(wanted, index)), stage.strike);
					const strike: Strike = async (roll, note) => {
						await stage.strike(roll, (e, what) => {
							note(e, what);
							for (const other of groups.slice(1)) other.note(e, what);
						});
						during?.begin();
					};
					return group.run(plan({ ...wanted, killEveryMs: everyMs ?? stage.killEveryMs }), strike);
				}),
			);
		} catch (error) {
			for (const group of groups) await group.leave();
			throw error;
		}
		// The channel receives thread summaries shortly after the threads have become quiet.
		for (const group of groups.slice(1)) await group.finish();
		await sleep(threadEventMs);
		await groups[0]?.finish();
		const result = checkAll(folder);
		return during
			? {
					...result,
					backup: await during.check(
						owner.username,
						groups.map(({ at }) => at),
					),
				}
			: result;
	} finally {
		remove();
		ofBackup?.remove();
	}
}
