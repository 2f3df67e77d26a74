import { existsSync, readFileSync, rmSync } from "node:fs";
import { createConnection } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CannotStart } from "./cannot-start";
import { commandOf, signal, startTimeOf } from "./processes";

const orderlyMs = 20_000;
const forcedMs = 10_000;

/**
 * Cleans up after an earlier run in `cluster`. The caller owns the lock, so no process uses a PostgreSQL that still
 * runs there.
 */
export async function clearStaleInstance(
	cluster: string,
	socketFolder: string,
	log: (sentence: string) => void,
): Promise<void> {
	const pid = formerPid(cluster);
	if (!pid || !answersSignals(pid)) return; // PostgreSQL itself sees that the process is gone
	const birth = startTimeOf(pid);
	if (birth && commandOf(pid).includes(`-D ${cluster}`)) return endOrphan(pid, birth, log);

	// The number belongs to another program, or to a zombie. PostgreSQL cannot distinguish it and would refuse to start.
	rmSync(join(cluster, "postmaster.pid"), { force: true });
	rmSync(join(socketFolder, ".s.PGSQL.5432.lock"), { force: true });
}

/** Throws if a process that cannot be seen answers on the socket: another container with the same folder. */
export async function rejectForeignInstance(cluster: string, socketFolder: string): Promise<void> {
	const pid = formerPid(cluster);
	if (pid && startTimeOf(pid) && commandOf(pid).includes(`-D ${cluster}`)) return;
	if (await answers(join(socketFolder, ".s.PGSQL.5432"))) {
		throw new CannotStart(
			`The database in ${cluster} is in use by a program that cannot be seen from here, such as another container: stop that first.`,
		);
	}
}

async function endOrphan(pid: number, birth: string, log: (sentence: string) => void): Promise<void> {
	log("A PostgreSQL of an earlier run is still there; waiting until it has shut down.");
	signal(pid, "SIGINT");
	if (await gone(pid, birth, orderlyMs)) return;
	signal(pid, "SIGQUIT");
	if (await gone(pid, birth, forcedMs)) return;
	throw new CannotStart(`PostgreSQL of an earlier run does not shut down: end process ${pid} and start again.`);
}

async function gone(pid: number, birth: string, withinMs: number): Promise<boolean> {
	for (const start = Date.now(); Date.now() - start < withinMs; await sleep(20)) {
		if (startTimeOf(pid) !== birth) return true;
	}
	return false;
}

function formerPid(cluster: string): number | null {
	const file = join(cluster, "postmaster.pid");
	return existsSync(file) ? Number(readFileSync(file, "utf8").split("\n")[0]) || null : null;
}

/** The check that PostgreSQL itself makes with the number in its pid file. */
function answersSignals(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === "EPERM";
	}
}

function answers(path: string): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = createConnection(path);
		socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
		socket.once("connect", () => socket.destroy());
	});
}
