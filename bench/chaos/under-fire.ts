import { mkdirSync, rmSync } from "node:fs";
import { judge, type Verdict } from "./checker";
import { Crowd, signUp } from "./crowd";
import { plan } from "./plan";
import { scratch } from "./scratch";
import type { Stage } from "./stages";

export type Fire = {
	seed: number;
	people: number;
	seconds: number;
	rate: number;
	everyMs?: number | undefined;
	/** Where the histories are kept; else they are removed once judged. */
	keep?: string | undefined;
};

/** Plays a seed's plan on a stage, and judges it. The stage is the caller's to stop. */
export async function underFire(stage: Stage, { keep, everyMs, ...wanted }: Fire): Promise<Verdict> {
	if (keep) {
		rmSync(keep, { recursive: true, force: true });
		mkdirSync(keep, { recursive: true });
	}
	const { folder, remove } = keep ? { folder: keep, remove: () => {} } : scratch();
	try {
		const { owner, wires, channelId } = await signUp(stage.url, wanted.people);
		const crowd = new Crowd(owner, wires, { url: stage.url, channelId, folder });
		try {
			await crowd.arrive();
			await crowd.run(plan({ ...wanted, killEveryMs: everyMs ?? stage.killEveryMs }), stage.strike);
		} catch (error) {
			await crowd.leave();
			throw error;
		}
		await crowd.finish();
		return judge(folder);
	} finally {
		remove();
	}
}
