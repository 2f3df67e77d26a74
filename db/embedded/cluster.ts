import { spawn } from "node:child_process";
import { closeSync, existsSync, fsyncSync, openSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Binaries } from "./binaries";
import { CannotStart, diskError } from "./cannot-start";
import { makePrivate } from "./data-directory";
import { bareEnvironment } from "./processes";
import type { SystemUser } from "./run-as-user";

/** The name of the database and of its only role, which only the owner of the socket's folder can reach. */
export const NAME = "hearth";

/**
 * Creates the cluster with its empty database unless it exists. It gets its final name only when it is complete and on
 * disk, so that an interrupted first start leaves nothing that looks like one. One that runs without fsync is made
 * without it too, which takes a fraction of the time.
 */
export async function makeCluster(
	place: string,
	programs: Binaries,
	account: SystemUser | undefined,
	{ fsync }: Record<string, string>,
): Promise<{ folder: string; isNew: boolean }> {
	const folder = join(place, "cluster");
	if (existsSync(folder)) {
		requireSameMajor(folder, programs.major);
		return { folder, isNew: false };
	}
	if (keptClusters(place).length > 0)
		throw new CannotStart(
			`An upgrade of the database in ${place} was interrupted: run npm run upgrade-database again.`,
		);
	const draft = join(place, "cluster-draft");
	rmSync(draft, { recursive: true, force: true });
	makePrivate(draft, account);
	const locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
	const isSynced = fsync !== "off";
	const initdb = ["-D", draft, "-U", NAME, "--auth=trust", ...locale, ...(isSynced ? [] : ["--no-sync"])];
	await run(programs.initdb, initdb, "", account, place);
	await run(
		programs.postgres,
		["--single", "-D", draft, "-c", "exit_on_error=on", "-c", `fsync=${isSynced ? "on" : "off"}`, "postgres"],
		`create database ${NAME};\n`,
		account,
		place,
	);
	renameSync(draft, folder);
	settle(place);
	return { folder, isNew: true };
}

/** The clusters of older majors that an upgrade has kept. */
export const keptClusters = (place: string): string[] =>
	readdirSync(place).filter((name) => /^cluster-postgresql-\d+$/.test(name));

function requireSameMajor(folder: string, major: string): void {
	const found = readFileSync(join(folder, "PG_VERSION"), "utf8").trim();
	if (found === major) return;
	throw new CannotStart(
		`The data in ${folder} was written by PostgreSQL ${found} and this Hearth brings PostgreSQL ${major}: run npm run upgrade-database, which keeps the old data, as docs/backups.md says.`,
	);
}

export function settle(folder: string): void {
	const handle = openSync(folder, "r");
	fsyncSync(handle);
	closeSync(handle);
}

function run(
	program: string,
	args: string[],
	input: string,
	account: SystemUser | undefined,
	place: string,
): Promise<void> {
	return new Promise((resolve, reject) => {
		const child = spawn(program, args, {
			...account,
			cwd: "/",
			env: bareEnvironment,
			stdio: ["pipe", "ignore", "pipe"],
		});
		let complaint = "";
		child.stderr.on("data", (bytes) => {
			complaint = (complaint + bytes).slice(-4000);
		});
		child.stdin.on("error", () => {}); // the process ended before it read: its exit code shows the reason
		child.stdin.end(input);
		child.once("error", (error) => reject(cannotRun(error.message)));
		child.once("close", (code) => {
			if (code === 0) resolve();
			else reject(diskError(complaint, place) ?? cannotRun(complaint.trim() || `it ended with ${code}`));
		});
	});
}

function cannotRun(reason: string): CannotStart {
	return new CannotStart(
		`The PostgreSQL that comes with Hearth does not run on this machine (${reason}): set DATABASE_URL to one of your own.`,
	);
}
