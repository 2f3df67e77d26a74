import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { sql } from "drizzle-orm";
import type { Gauge, Registry } from "prom-client";
import { db, poolUse } from "@/db";
import { lastSuccesses } from "../backup/runs";
import { isReady } from "../http/health";
import { queues } from "../jobs/queues";
import { appState } from "../process/app-state";
import { config } from "../process/config";
import { within } from "../within";

const timeoutMs = 2000;
const jobStates = ["waiting", "later", "running", "failed"] as const;

/** Adds the metrics that are read when Prometheus asks. One that cannot be read then is left out. */
export function addGauges(GaugeOf: typeof Gauge, registry: Registry): void {
	const add = <Label extends string>(
		name: string,
		help: string,
		labelNames: Label[],
		read: (gauge: Gauge<Label>) => Promise<void> | void,
	) =>
		new GaugeOf<Label>({
			...{ name, help, labelNames, registers: [registry] },
			async collect() {
				this.reset();
				await within(timeoutMs, Promise.resolve(read(this))).catch(() => this.reset());
			},
		});
	add("hearth_sockets", "Connected sockets of this instance.", [], (gauge) =>
		gauge.set(appState().io?.sockets.sockets.size ?? 0),
	);
	add("hearth_pool_size", "Database connections that this instance may use.", [], (gauge) => gauge.set(poolUse().size));
	add("hearth_pool_used", "Database connections in use.", [], (gauge) => gauge.set(poolUse().used));
	add("hearth_pool_waiting", "Statements that wait for a database connection.", [], (gauge) =>
		gauge.set(poolUse().waiting),
	);
	add("hearth_ready", "Whether this instance takes requests.", [], async (gauge) =>
		gauge.set((await isReady()) ? 1 : 0),
	);
	add("hearth_jobs", "Jobs of all instances.", ["queue", "state"], countJobs);
	add("hearth_backup_last_success_timestamp_seconds", "The last success, by kind.", ["kind"], readBackups);
	add("hearth_backup_interval_seconds", "How often a backup is made.", [], (gauge) =>
		gauge.set((config.backups.everyMs ?? 0) / 1000),
	);
	add("hearth_disk_free_bytes", "Free space on the disk of a folder.", ["path"], async (gauge) => {
		for (const [path, folder] of [
			["data", config.dataDir],
			["files", config.filesDir],
		] as const) {
			// The folder for files appears with the first one.
			const disk = await statfs(folder).catch(() => statfs(dirname(folder)).catch(() => null));
			if (disk) gauge.set({ path }, disk.bavail * disk.bsize);
		}
	});
}

async function readBackups(gauge: Gauge<"kind">): Promise<void> {
	for (const { kind, at } of await lastSuccesses()) gauge.set({ kind }, at.getTime() / 1000);
}

async function countJobs(gauge: Gauge<"queue" | "state">): Promise<void> {
	const rows = await db.execute<{ queue: string; state: (typeof jobStates)[number]; count: number }>(sql`
		select queue, case when failed_at is not null then 'failed' when locked_until > now() then 'running'
			when run_at > now() then 'later' else 'waiting' end as state, count(*)::int as count
		from jobs group by 1, 2`);
	for (const queue of Object.keys(queues)) for (const state of jobStates) gauge.set({ queue, state }, 0);
	for (const { queue, state, count } of rows) if (Object.hasOwn(queues, queue)) gauge.set({ queue, state }, count);
}
