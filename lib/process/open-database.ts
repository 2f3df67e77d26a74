import { connect, disconnect } from "@/db";
import type { ConnectionTarget } from "@/db/connection";
import { attachEmbedded, startEmbedded } from "@/db/embedded";
import { migrate } from "@/db/migrate";
import { seed } from "@/db/seed";
import { databaseCode } from "../errors";
import { config } from "./config";

/** Connections of one node: more only queue inside PostgreSQL, and the embedded one takes 40 in all. */
const poolSize = 16;
const toolPoolSize = 4;

type Close = () => Promise<void>;
/** main.ts and server.ts are two bundles, and each has its copy of this file. */
const KEY = Symbol.for("hearth.opening");
const globals = globalThis as { [KEY]?: Promise<Close> };

/**
 * Opens the database this node works on, schema and seed included: the one DATABASE_URL names, else the one that comes
 * with the app. Answers how to close it, its process too if it is ours. Called again it is the same opening.
 */
export function openDatabase(log: (sentence: string) => void): Promise<Close> {
	globals[KEY] ??= openOwn(log);
	return globals[KEY];
}

async function openOwn(log: (sentence: string) => void): Promise<Close> {
	if (config.databaseUrl !== undefined) return use(config.databaseUrl, poolSize);
	const { options, stop } = await startEmbedded(config.dataDir, log);
	return use(options, poolSize, stop);
}

/** The same for a tool, which works beside the app while that runs, or without it. */
export async function attachDatabase(log: (sentence: string) => void): Promise<Close> {
	if (config.databaseUrl !== undefined) return use(config.databaseUrl, toolPoolSize);
	const { options, release } = await attachEmbedded(config.dataDir, log);
	return use(options, toolPoolSize, release);
}

async function use(where: ConnectionTarget, max: number, release: Close = async () => {}): Promise<Close> {
	try {
		await retryConnection(() => migrate(where));
		connect(where, { max });
		await retryConnection(seed);
	} catch (error) {
		await disconnect();
		await release();
		throw error;
	}
	return async () => {
		await disconnect();
		await release();
	};
}

/**
 * Loading the app holds the event loop, on a busy machine for longer than a connection may take: then its time is up
 * before its answer is read, and a start would fail over nothing. Both things that are done here may be done again.
 */
export async function retryConnection(act: () => Promise<void>): Promise<void> {
	for (let left = 5; ; left--)
		try {
			return await act();
		} catch (error) {
			if (left === 0 || databaseCode(error) !== "CONNECT_TIMEOUT") throw error;
		}
}
