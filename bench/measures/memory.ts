import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { type Figure, mb } from "../figures";
import type { Stage } from "../stage";

const targetBytes = 350e6;

/** What the app holds resident, after an import beside it and with these sockets connected and at rest; PostgreSQL apart. */
export async function memory(stage: Stage, sockets: number): Promise<Figure> {
	await sleep(2000);
	const app = residentOf(stage.app.pid);
	const postgres = postgresOf(stage.app.postmaster);
	return {
		name: `memory after the import, with ${sockets} sockets`,
		target: "app ≤ 350 MB, PostgreSQL apart",
		measured: `app ${mb(app)}; PostgreSQL ${mb(postgres)}`,
		met: app <= targetBytes,
		values: { app, postgres },
	};
}

/** The app after all that was done to it: what it holds, and the most it ever held where the system tells. */
export function memoryAfterAll(stage: Stage): Figure {
	const app = residentOf(stage.app.pid);
	const most = statusOf(stage.app.pid, "VmHWM");
	return {
		name: "memory after everything above",
		target: "",
		measured: `app ${mb(app)}${most ? `; ${mb(most)} at its most` : ""}`,
		met: null,
		values: { app, most },
	};
}

function residentOf(pid: number): number {
	return statusOf(pid, "VmRSS") ?? Number(ps("rss", "-p", pid)) * 1024;
}

/** All its processes. What they share is counted once where the system tells it apart. */
function postgresOf(postmaster: number): number {
	const children = ps("pid", "--ppid", postmaster).split(/\s+/).filter(Boolean).map(Number);
	let all = 0;
	for (const pid of [postmaster, ...children]) all += shareOf(pid) ?? residentOf(pid);
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

function ps(column: string, which: string, pid: number): string {
	try {
		return execFileSync("ps", ["-o", `${column}=`, which, String(pid)], {
			encoding: "utf8",
			stdio: ["ignore", "pipe", "ignore"],
		});
	} catch {
		return "";
	}
}
