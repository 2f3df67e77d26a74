import { spawn } from "node:child_process";
import { chmodSync, closeSync, openSync, readFileSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CannotStart, diskError } from "./cannot-start";
import { bareEnvironment, signal, startTimeOf } from "./processes";
import type { SystemUser } from "./run-as-user";

export type Postmaster = { pid: number; ended: Promise<void>; stop(): Promise<void> };
export type Launch = {
	place: string;
	cluster: string;
	socketFolder: string;
	program: string;
	account: SystemUser | undefined;
	/** PostgreSQL settings that replace ours. */
	settings?: Record<string, string>;
};

/**
 * Tuned for a small machine that runs the app as well. fsync stays on: an acknowledged message survives a power cut.
 */
const SETTINGS = {
	listen_addresses: "",
	unix_socket_permissions: "0700",
	max_connections: "40",
	shared_buffers: "64MB",
	max_wal_size: "512MB",
	wal_level: "minimal",
	max_wal_senders: "0",
	jit: "off",
	log_checkpoints: "off",
	// The app reports failing statements, which contain users' text.
	log_min_messages: "log",
	log_min_error_statement: "panic",
};

/**
 * A parent of PostgreSQL that reads a pipe held only by this process. When this process ends in any way, `kill -9`
 * included, the pipe closes and PostgreSQL is shut down. It ignores signals that a terminal or an init system sends to
 * every process.
 */
const GUARD = `trap '' HUP INT TERM
"$@" 3<&- & server=$!
{ read -r _ <&3; kill -INT $server; } & watch=$!
exec 3<&-
wait $server; status=$?
kill -KILL $watch 2>/dev/null
exit $status`;

const stopTimeoutMs = 12_000;

/** Starts PostgreSQL and resolves once it accepts connections. Throws CannotStart if it ends before that. */
export async function launch(
	{ place, cluster, socketFolder, program, account, settings: others }: Launch,
	print: (sentence: string) => void,
): Promise<Postmaster> {
	const settings = Object.entries({ ...SETTINGS, ...others, unix_socket_directories: socketFolder }).flatMap(
		([name, value]) => ["-c", `${name}=${value}`],
	);
	const log = openLog(place);
	// Detached: Ctrl-C reaches the app alone, which then stops PostgreSQL last.
	const child = spawn("/bin/sh", ["-c", GUARD, "sh", program, "-D", cluster, ...settings], {
		...account,
		cwd: "/",
		env: bareEnvironment,
		detached: true,
		stdio: ["ignore", log, log, "pipe"],
	});
	closeSync(log);
	const pipe = child.stdio[3];
	pipe?.on("error", () => {}); // the process ended first: `ended` reports it
	let over = false;
	const ended = new Promise<void>((resolve) => {
		const end = () => {
			over = true;
			pipe?.destroy();
			resolve();
		};
		child.once("exit", end).once("error", end);
	});

	const timeout = setTimeout(
		() => print("PostgreSQL is still starting; after a crash or a power cut it first repairs its data."),
		10_000,
	);
	let pid = runningPid(cluster);
	for (; !pid && !over; pid = runningPid(cluster)) await sleep(15);
	clearTimeout(timeout);
	if (!pid || over) throw failure(place);

	return {
		pid,
		ended,
		async stop() {
			pipe?.destroy();
			// A shutdown that hangs is cut short; the next start recovers, and nothing committed is lost.
			const hurry = setTimeout(() => signal(pid, "SIGQUIT"), stopTimeoutMs);
			await ended;
			clearTimeout(hurry);
		},
	};
}

/** The process whose pid file reports it ready. A stale file counts as none. */
function runningPid(cluster: string): number | null {
	const lines = readLines(join(cluster, "postmaster.pid"));
	const pid = Number(lines[0]);
	return lines[7]?.trim() === "ready" && startTimeOf(pid) ? pid : null;
}

function readLines(file: string): string[] {
	try {
		return readFileSync(file, "utf8").split("\n");
	} catch {
		return [];
	}
}

/** Each start has its own log; the previous one is kept, because it may explain this start. */
function openLog(place: string): number {
	const log = join(place, "postgres.log");
	if (statSync(log, { throwIfNoEntry: false })?.size) renameSync(log, `${log}.before`);
	const handle = openSync(log, "a", 0o600);
	chmodSync(log, 0o600);
	return handle;
}

function failure(place: string): CannotStart {
	const log = join(place, "postgres.log");
	const lines = readLines(log);
	const trouble = diskError(lines.join("\n"), place);
	if (trouble) return trouble;
	const reason = lines.findLast((line) => /FATAL|PANIC/.test(line))?.replace(/^.*?(FATAL|PANIC):\s*/, "");
	return new CannotStart(`PostgreSQL did not start${reason ? `: ${reason}` : ""}. Its log is ${log}.`);
}
