import { readFileSync } from "node:fs";
import type { BenchEnvironment } from "../environment";
import { childrenOf } from "../load/worker";

/** Linux counts processor time in hundredths of a second. */
const tickMs = 10;

/**
 * The processor time that the app and its PostgreSQL have taken so far, in milliseconds; null where the system does not
 * report it. Unlike the time of an answer, it is the same on a busy machine.
 */
export function processorOf({ app }: BenchEnvironment): { app: number; postgres: number } | null {
	try {
		const postgres = [app.postmaster, ...childrenOf(app.postmaster)].reduce((sum, pid) => sum + timeOf(pid), 0);
		return { app: timeOf(app.pid), postgres };
	} catch {
		return null;
	}
}

function timeOf(pid: number): number {
	// The name of the process, in parentheses, may contain blanks.
	const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
	return (Number(fields[11]) + Number(fields[12])) * tickMs;
}
