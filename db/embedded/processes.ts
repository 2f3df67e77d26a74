import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

/** What we start sees nothing of our environment, where PGOPTIONS or a locale could change what it does. */
export const bareEnvironment: NodeJS.ProcessEnv = { NODE_ENV: "production", LC_ALL: "C", TZ: "UTC" };

// Linux tells it in /proc; elsewhere (macOS) `ps` does.
const hasProc = existsSync("/proc/self/stat");

/**
 * When a process began, in a form that no later process with the same number shares. Null when nobody lives there:
 * a zombie counts as nobody, although it answers kill(pid, 0).
 */
export function startTimeOf(pid: number): string | null {
	if (!Number.isSafeInteger(pid) || pid <= 0) return null;
	if (!hasProc) {
		const [state, ...started] = ps(pid, "stat=", "lstart=").split(/\s+/);
		return !state || state.startsWith("Z") ? null : started.join(" ");
	}
	const stat = read(`/proc/${pid}/stat`);
	// The second field is the program's name in parentheses and may hold anything, so count from its end.
	const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
	const [state, ticks] = [fields[0], fields[19]];
	if (!ticks || state === "Z" || state === "X") return null;
	return `${read("/proc/sys/kernel/random/boot_id").trim()} ${ticks}`;
}

/** The words a process was started with, in one line; empty when nobody lives there or it may not be read. */
export function commandOf(pid: number): string {
	return hasProc ? read(`/proc/${pid}/cmdline`).replaceAll("\0", " ") : ps(pid, "command=");
}

/** Sends a signal to a process that may be gone by now. */
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
