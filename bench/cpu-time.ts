import { readFileSync } from "node:fs";
import { childrenOf } from "./load/worker";

/** Linux counts CPU time in hundredths of a second. */
const tickMs = 10;

/** Returns the CPU time of a process in milliseconds, including that of its children that have exited. */
export function cpuMs(pid: number): number {
	const text = readFileSync(`/proc/${pid}/stat`, "utf8");
	const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
	return [11, 12, 13, 14].reduce((all, index) => all + Number(fields[index]), 0) * tickMs;
}

/** The same for a process and all its children. */
export const cpuMsWithChildren = (pid: number): number =>
	[pid, ...childrenOf(pid)].reduce((all, one) => all + cpuMs(one), 0);
