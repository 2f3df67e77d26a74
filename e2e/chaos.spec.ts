import { expect, test } from "@playwright/test";
import { appEnvironment, databaseEnvironment } from "@/bench/chaos/environments";
import { runScenario } from "@/bench/chaos/run";

test.describe.configure({ timeout: 150_000 });

for (const [what, stageFor, seed] of [
	["the app", appEnvironment, 1],
	["the database", databaseEnvironment, 2],
] as const)
	test(`forty users lose nothing while ${what} is killed every five seconds and connections are cut`, async () => {
		const stage = await stageFor();
		try {
			const verdict = await runScenario(stage, { seed, people: 40, seconds: 15, rate: 20, everyMs: 5000 });
			expect(verdict.findings).toEqual([]);
			expect(verdict.faults).toMatchObject({ lost: 0, doubled: 0, reordered: 0, holes: 0, falseAcknowledgements: 0 });
			expect(verdict.passed).toBe(true);
			// The messages in the channel, the parents of the two threads, and the replies in them.
			expect(verdict.acknowledged).toBe(300 + 2 + 2 * 60);
			expect(verdict.kills).toBeGreaterThanOrEqual(2);
		} finally {
			await stage.stop();
		}
	});
