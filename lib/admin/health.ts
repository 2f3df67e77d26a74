import { mkdir, stat, statfs } from "node:fs/promises";
import { freemem, totalmem } from "node:os";
import { and, sql } from "drizzle-orm";
import { db, poolUse } from "@/db";
import { jobs } from "@/db/schema";
import { lastGoodBackup } from "../backup/runs";
import { queues as allQueues } from "../jobs/queues";
import { appState } from "../process/app-state";
import { config } from "../process/config";
import { version } from "../process/version";
import type { Health, Space } from "../realtime/protocol";
import { readStorageUse } from "../storage/read-use";
import { countOpen } from "./cases";
import { type Backlog, warningsOf } from "./health-warnings";
import { jobStates } from "./jobs";

const maxTables = 8;

/** Reads the state of this instance and of the database. */
export async function readHealth(): Promise<Health> {
	const [disks, database, backlogs, storage, backup, openCases] = await Promise.all([
		readDisks(),
		readDatabase(),
		readBacklogs(),
		readStorageUse("instance", 1),
		lastGoodBackup(),
		countOpen(),
	]);
	const now = Date.now();
	const startedAt = new Date(now - process.uptime() * 1000);
	const { postgres, ...rest } = database;
	const facts = { memory: readMemory(), disks, pool: poolUse() };
	return {
		version,
		node: process.versions.node,
		postgres,
		startedAt: startedAt.toISOString(),
		sockets: appState().io?.of("/").sockets.size ?? 0,
		...facts,
		database: rest,
		queues: backlogs.map(({ queue, waiting, running, failed }) => ({ queue, waiting, running, failed })),
		warnings: warningsOf(
			{ ...facts, backlogs, storage, lastBackup: (backup ?? startedAt).getTime(), openCases, now },
			config,
		),
	};
}

/** In a container, of what the container may use. */
function readMemory(): Health["memory"] {
	const limit = process.constrainedMemory?.() ?? 0;
	const processBytes = process.memoryUsage.rss();
	if (limit > 0 && limit < totalmem())
		return { processBytes, freeBytes: Math.max(0, limit - processBytes), totalBytes: limit };
	return { processBytes, freeBytes: freemem(), totalBytes: totalmem() };
}

async function readDisks(): Promise<Space[]> {
	const folders = [config.dataDir, config.filesDir];
	const found = await Promise.all(
		folders.map(async (folder) => {
			await mkdir(folder, { recursive: true, mode: 0o700 });
			const [{ bavail, blocks, bsize }, { dev }] = await Promise.all([statfs(folder), stat(folder)]);
			return { dev, freeBytes: bavail * bsize, totalBytes: blocks * bsize };
		}),
	);
	return found
		.filter(({ dev }, index) => found.findIndex((other) => other.dev === dev) === index)
		.map(({ freeBytes, totalBytes }) => ({ freeBytes, totalBytes }));
}

async function readDatabase(): Promise<Health["database"] & { postgres: string }> {
	const [facts, tables] = await Promise.all([
		db.execute<{ postgres: string; bytes: number }>(sql`
			select current_setting('server_version') as postgres, pg_database_size(current_database())::bigint as bytes`),
		db.execute<{ name: string; bytes: number }>(sql`
			select relname as name, pg_total_relation_size(relid)::bigint as bytes
			from pg_stat_user_tables order by bytes desc, relname limit ${maxTables}`),
	]);
	const { postgres, bytes } = facts[0] ?? { postgres: "", bytes: 0 };
	return { postgres, bytes, tables: [...tables] };
}

/** The number of jobs of every queue, also of those without any. */
async function readBacklogs(): Promise<Backlog[]> {
	const count = (state: keyof typeof jobStates) => sql<number>`(count(*) filter (where ${jobStates[state]}))::int`;
	const isDue = and(jobStates.waiting, sql`${jobs.runAt} <= now()`);
	const rows = await db
		.select({
			queue: jobs.queue,
			waiting: count("waiting"),
			running: count("running"),
			failed: count("failed"),
			dueSince: sql<number | null>`(extract(epoch from min(${jobs.runAt}) filter (where ${isDue})) * 1000)::bigint`,
		})
		.from(jobs)
		.groupBy(jobs.queue);
	return Object.keys(allQueues)
		.sort()
		.map(
			(queue) =>
				rows.find((row) => row.queue === queue) ?? { queue, waiting: 0, running: 0, failed: 0, dueSince: null },
		);
}
