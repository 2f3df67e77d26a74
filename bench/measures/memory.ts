import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Bench } from "../bench";
import { childrenOf } from "../load/worker";
import { type Figure, mb } from "../metrics";

const targetBytes = 350e6;
const sockets = 200;

/**
 * Measures the app's resident memory, without PostgreSQL, after an import and with these sockets connected and idle.
 */
export async function memory(bench: Bench): Promise<Figure[]> {
	const { stage } = bench;
	const people = bench.worker("idleClients");
	await people.ask("become", { url: stage.url, cookies: stage.cookies(sockets), count: sockets });
	await sleep(2000);
	const app = residentOf(stage.app.pid);
	const postgres = postgresOf(stage.app.postmaster);
	await bench.dismiss();
	return [
		bench.note({
			id: "memory",
			name: `memory after the import, with ${sockets} sockets`,
			target: "app ≤ 350 MB, PostgreSQL apart",
			measured: `app ${mb(app)}`,
			beside: `PostgreSQL ${mb(postgres)}`,
			met: app <= targetBytes,
			values: { app, postgres },
		}),
	];
}

/** Measures the app's memory after all other sections: the current value, and the peak if the system reports it. */
export async function memoryAfterAll(bench: Bench): Promise<Figure[]> {
	const { app: process } = bench.stage;
	const app = residentOf(process.pid);
	const most = statusOf(process.pid, "VmHWM");
	return [
		bench.note({
			...{ id: "memory-after", name: "memory after everything above", target: "", beside: "", met: null },
			measured: `app ${mb(app)}${most ? `; ${mb(most)} at its most` : ""}`,
			values: { app, most },
		}),
	];
}

export function residentOf(pid: number): number {
	const resident = statusOf(pid, "VmRSS");
	if (resident !== null) return resident;
	return Number(spawnSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" }).stdout) * 1024;
}

/** Returns the memory of all its processes. Shared memory is counted once if the system reports it. */
function postgresOf(postmaster: number): number {
	let all = 0;
	for (const pid of [postmaster, ...childrenOf(postmaster)]) all += shareOf(pid) ?? residentOf(pid);
	return all;
}

function shareOf(pid: number): number | null {
	return kilobytesIn(`/proc/${pid}/smaps_rollup`, "Pss");
}

function statusOf(pid: number, name: string): number | null {
	return kilobytesIn(`/proc/${pid}/status`, name);
}

function kilobytesIn(file: string, name: string): number | null {
	try {
		const kilobytes = new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(readFileSync(file, "utf8"))?.[1];
		return kilobytes === undefined ? null : Number(kilobytes) * 1024;
	} catch {
		return null;
	}
}
