import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startEmbedded } from "@/db/embedded";
import { App } from "@/e2e/app";
import { Balancer } from "./balancer";
import type { Strike } from "./clients";
import { Redis } from "./redis";
import { scratch } from "./scratch";

/** An environment for a run: its address, how to cause an outage, and how to stop it. */
export type Environment = {
	url: string;
	/** Each instance by itself. */
	instances: App[];
	/** The settings by which a command finds the database and the files. */
	settings: Record<string, string>;
	killEveryMs: number;
	strike: Strike;
	stop(): Promise<void>;
};

const backMs = 60_000;
const unlimited = { RATE_LIMITS: "off", HOST: "127.0.0.1" };
const settingsOf = ({ dataDir }: App) => ({ DATABASE_URL: "", HEARTH_DATA_DIR: dataDir });
export const numericUrl = (app: App) => `http://127.0.0.1:${app.port}`;

/** One instance, which is killed and restarted. */
export async function appEnvironment(): Promise<Environment> {
	const app = await App.start(unlimited);
	return {
		url: numericUrl(app),
		instances: [app],
		settings: settingsOf(app),
		killEveryMs: 10_000,
		stop: () => app.stop(),
		async strike(_, note) {
			note("down", "app");
			await app.kill("SIGKILL");
			await app.startAgain();
			note("back", "app");
		},
	};
}

/** One instance whose PostgreSQL is killed while the instance keeps running. */
export async function databaseEnvironment(): Promise<Environment> {
	const app = await App.start(unlimited);
	const url = numericUrl(app);
	return {
		url,
		instances: [app],
		settings: settingsOf(app),
		killEveryMs: 15_000,
		stop: () => app.stop(),
		async strike(_, note) {
			note("down", "database");
			process.kill(app.postmaster, "SIGKILL");
			await untilReady(url);
			note("back", "database");
		},
	};
}

/** Two instances on one PostgreSQL and one Redis behind a balancer; null if redis-server is not installed. */
export async function clusterEnvironment(seconds: number): Promise<Environment | null> {
	const redis = await Redis.start();
	if (!redis) return null;
	const ends: (() => unknown)[] = [() => redis.stop()];
	const stop = async () => {
		for (const end of ends.reverse()) await end();
	};
	try {
		const { folder, remove } = scratch();
		ends.push(remove);
		const database = await startEmbedded(folder, () => {});
		ends.push(() => database.stop());
		const { path, user } = database.options;
		const env = {
			...unlimited,
			DATABASE_URL: `postgres://${user}@localhost/${user}?host=${encodeURIComponent(dirname(String(path)))}`,
			REDIS_URL: redis.url,
			AUTH_SECRET: "known to all instances of this throw-away run",
		};
		const instances: App[] = [];
		for (let count = 0; count < 2; count++) {
			const instance = await App.start(env);
			instances.push(instance);
			ends.push(() => instance.stop());
		}
		const balancer = await Balancer.listen(instances.map(({ port }) => port));
		ends.push(() => balancer.close());
		const freezeMs = Math.min(10_000, (seconds * 1000) / 4);
		let frozen = false;
		return {
			url: balancer.url,
			instances,
			// Both instances have their own folder for files; nobody uploads.
			settings: { DATABASE_URL: env.DATABASE_URL, HEARTH_DATA_DIR: folder },
			killEveryMs: 10_000,
			stop,
			async strike(roll, note) {
				const victim = instances[Math.floor(roll * instances.length)];
				if (!victim) return;
				const thaw = frozen ? undefined : redis.freeze(freezeMs);
				if (thaw) note("down", "redis");
				frozen = true;
				note("down", "instance");
				await victim.kill("SIGKILL");
				// The other instance keeps serving, so users reconnect as soon as the balancer answers.
				await untilReady(balancer.url);
				note("back", "instance");
				await Promise.all([victim.startAgain(), thaw?.then(() => note("back", "redis"))]);
			},
		};
	} catch (error) {
		await stop();
		throw error;
	}
}

async function untilReady(url: string): Promise<void> {
	// Wait briefly, so that the killed instance is not asked before its death is noticed.
	await sleep(100);
	for (const until = Date.now() + backMs; Date.now() < until; await sleep(50)) {
		const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(3000) }).catch(() => null);
		if (answer?.ok) return;
	}
	throw new Error(`${url} was not ready again within a minute.`);
}
