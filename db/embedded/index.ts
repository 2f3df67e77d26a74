import { rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type ConnectionOptions, open } from "../connection";
import { type Binaries, binaries } from "./binaries";
import { CannotStart, diskError } from "./cannot-start";
import { makeCluster, NAME } from "./cluster";
import { dataDirectoryOf, makePrivate, prepareDataDirectory, socketFolderFor } from "./data-directory";
import { type Holder, holderOf, take } from "./lock";
import { launch } from "./postmaster";
import { userFor } from "./run-as-user";
import { clearStaleInstance, rejectForeignInstance } from "./stale-instance";
import { supervise } from "./supervisor";

export { CannotStart } from "./cannot-start";

type LogLine = (sentence: string) => void;
/** Finds the programs; the arguments are those of `binaries`. */
export type ProgramsFor = (...args: Parameters<typeof binaries>) => Binaries;
export type Embedded = { options: ConnectionOptions; firstRun: boolean; stop(): Promise<void> };

/**
 * Starts the embedded PostgreSQL on the data in `dataDir` and owns it until stop(), or until this process ends in any
 * way. If PostgreSQL crashes it is restarted. Throws CannotStart, whose message is a sentence for the operator; one of
 * the reasons is another owner. `settings` replace those of the embedded PostgreSQL, and `programsFor` its programs.
 */
export async function startEmbedded(
	dataDir: string,
	log: LogLine,
	settings?: Record<string, string>,
	programsFor?: ProgramsFor,
): Promise<Embedded> {
	const owned = await own(resolve(dataDir), log, settings, programsFor);
	if (!("pid" in owned)) return owned;
	throw new CannotStart(
		`Hearth already runs on ${resolve(dataDir)} (process ${owned.pid}, since ${owned.since}): stop it first, or name another folder with HEARTH_DATA_DIR.`,
	);
}

/**
 * Connects a tool to the database in `dataDir`, whether the app runs (then it uses the app's) or not (then it starts
 * one, and no app can start on it before release()).
 */
export async function attachEmbedded(
	dataDir: string,
	log: LogLine,
): Promise<{ options: ConnectionOptions; release(): Promise<void> }> {
	for (;;) {
		const owned = await own(resolve(dataDir), log);
		if (!("pid" in owned)) return { options: owned.options, release: owned.stop };
		const options = optionsFor(owned.socketFolder);
		if (await becomesReady(options, owned, dataDirectoryOf(resolve(dataDir))))
			return { options, release: async () => {} };
	}
}

/** Takes the lock and starts the database, or returns the lock's holder. */
async function own(
	dataDir: string,
	log: LogLine,
	settings: Record<string, string> = {},
	programsFor: ProgramsFor = binaries,
): Promise<Embedded | Holder> {
	let release = () => {};
	try {
		const account = userFor(join(dataDirectoryOf(dataDir), "cluster"));
		const place = prepareDataDirectory(dataDir, account);
		const socketFolder = socketFolderFor(place);
		const holder = holderOf(place);
		if (holder) return holder;
		await rejectForeignInstance(join(place, "cluster"), socketFolder);
		const lock = take(place, socketFolder);
		if ("pid" in lock) return lock;
		release = lock.release;

		if (dirname(place) !== dataDir)
			log(`The database lives in ${place}, because the account it runs under cannot reach ${dataDir}.`);
		const programs = programsFor(place, account);
		const { folder: cluster, isNew } = await makeCluster(place, programs, account, settings);
		const running = await supervise(async () => {
			makePrivate(socketFolder, account);
			await clearStaleInstance(cluster, socketFolder, log);
			return launch({ place, cluster, socketFolder, program: programs.postgres, account, settings }, log);
		}, log);
		return {
			options: optionsFor(socketFolder),
			firstRun: isNew,
			async stop() {
				await running.stop();
				rmSync(socketFolder, { recursive: true, force: true });
				lock.release();
			},
		};
	} catch (error) {
		release();
		throw error instanceof CannotStart ? error : (diskError(error, dataDir) ?? error);
	}
}

function optionsFor(socketFolder: string): ConnectionOptions {
	// Complete, because postgres.js fills missing options from PGUSER, PGSSL and the like.
	return { path: join(socketFolder, ".s.PGSQL.5432"), user: NAME, database: NAME, ssl: false };
}

/** Waits for an owner that is starting or recovering after a crash. Returns false if it has stopped instead. */
async function becomesReady(options: ConnectionOptions, owner: Holder, place: string): Promise<boolean> {
	for (;;) {
		const client = open(options, 1);
		try {
			await client`select 1`;
			return true;
		} catch {
			if (holderOf(place)?.pid !== owner.pid) return false;
			await sleep(100);
		} finally {
			await client.end({ timeout: 1 });
		}
	}
}
