import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

/** Child processes do not inherit the environment, in which PGOPTIONS or a locale could change their behaviour. */
export const bareEnvironment: NodeJS.ProcessEnv = { NODE_ENV: "production", LC_ALL: "C", TZ: "UTC" };

// Linux has it in /proc; on other systems (macOS) `ps` shows it.
const hasProc = existsSync("/proc/self/stat");

/**
 * The start time of a process, in a form that no later process with the same number shares. Null if there is none; a
 * zombie counts as none, although it answers kill(pid, 0).
 */
export function startTimeOf(pid: number): string | null {
	if (!Number.isSafeInteger(pid) || pid <= 0) return null;
	if (!hasProc) {
		const [state, ...started] = ps(pid, "stat=", "lstart=").split(/\s+/);
		return !state || state.startsWith("Z") ? null : started.join(" ");
	}
	const stat = read(`/proc/${pid}/stat`);
	// The second field is the program's name in parentheses and may contain anything, so count from its end.
	const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
	const [state, ticks] = [fields[0], fields[19]];
	if (!ticks || state === "Z" || state === "X") return null;
	return `${read("/proc/sys/kernel/random/boot_id").trim()} ${ticks}`;
}

/** The command line of a process; empty if there is none or it may not be read. */
export function commandOf(pid: number): string {
	return hasProc ? read(`/proc/${pid}/cmdline`).replaceAll("\0", " ") : ps(pid, "command=");
}

/** Sends a signal to a process that may have ended already. */
export function signal(pid: number, name: NodeJS.Signals): void {
	try {
		process.kill(pid, name);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
	}
}

function read(file: string): string {
	try {
		return readFileSync(file, "utf8");
	} catch {
		return ""; // it ended meanwhile
	}
}

function ps(pid: number, ...columns: string[]): string {
	return (
		spawnSync("ps", ["-ww", ...columns.flatMap((column) => ["-o", column]), "-p", String(pid)], {
			encoding: "utf8",
			env: bareEnvironment,
		}).stdout?.trim() ?? ""
	);
}
