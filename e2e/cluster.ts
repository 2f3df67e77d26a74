import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Redis } from "@/bench/chaos/redis";
import { type Client, open } from "@/db/connection";
import { startEmbedded } from "@/db/embedded";
import { App } from "./app";

/** Two instances of the built app on one PostgreSQL and one real Redis. */
export class Cluster {
	private constructor(
		readonly a: App,
		readonly b: App,
		readonly redis: Redis,
		/** A direct database connection. */
		readonly sql: Client,
		private readonly ends: (() => unknown)[],
	) {}

	/** Resolves to null if redis-server is not installed. */
	static async start(settings: Record<string, string> = {}): Promise<Cluster | null> {
		const redis = await Redis.start();
		if (!redis) return null;
		const ends: (() => unknown)[] = [() => redis.stop()];
		try {
			const folder = mkdtempSync(join(tmpdir(), "hearth-cluster-"));
			// If the tests run as root, the database runs under another account, which needs access to the folder.
			chmodSync(folder, 0o755);
			ends.push(() => rmSync(folder, { recursive: true, force: true }));
			const database = await startEmbedded(folder, () => {});
			ends.push(() => database.stop());
			const sql = open(database.options, 1);
			ends.push(() => sql.end({ timeout: 1 }));
			const socketFolder = dirname(String(database.options.path));
			const env = {
				DATABASE_URL: `postgres://hearth@localhost/hearth?host=${encodeURIComponent(socketFolder)}`,
				REDIS_URL: redis.url,
				AUTH_SECRET: "known to both instances of this throw-away run",
				RATE_LIMITS: "off",
				...settings,
			};
			const [a, b] = await Promise.all([App.start(env), App.start(env)]);
			ends.push(() => Promise.all([a.stop(), b.stop()]));
			return new Cluster(a, b, redis, sql, ends);
		} catch (error) {
			await endAll(ends);
			throw error;
		}
	}

	stop = () => endAll(this.ends);
}

async function endAll(ends: (() => unknown)[]): Promise<void> {
	for (const end of ends.toReversed()) await end();
}
