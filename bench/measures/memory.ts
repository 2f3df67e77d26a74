import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Bench } from "../bench";
import { childrenOf } from "../load/worker";
import { type Figure, mb } from "../metrics";

const targetBytes = 350e6;
const sockets = 200;

/** What the app holds resident, after an import beside it and with these sockets connected and at rest; PostgreSQL apart. */
export async function memory(bench: Bench): Promise<Figure[]> {
	const { stage } = bench;
	const people = bench.worker("idlers");
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

/** The app after all that was done to it: what it holds, and the most it ever held where the system tells. */
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

/** All its processes. What they share is counted once where the system tells it apart. */
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
