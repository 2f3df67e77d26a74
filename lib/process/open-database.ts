import { connect, disconnect } from "@/db";
import type { ConnectionTarget } from "@/db/connection";
import { attachEmbedded, startEmbedded } from "@/db/embedded";
import { migrate } from "@/db/migrate";
import { seed } from "@/db/seed";
import type { SlowQueries } from "@/db/watch-queries";
import { databaseCode } from "../errors";
import { config } from "./config";
import { log as logger } from "./log";
import { currentRequest } from "./request-context";

/**
 * The maximum of connections of one instance. More would only queue inside PostgreSQL, and the embedded one accepts 40
 * in all.
 */
const poolSize = 16;
const toolPoolSize = 4;

/** A statement that takes this long is logged. */
const slowMs = 500;

/** After it has opened the database, the app blocks the event loop while it loads: statements then only look slow. */
const loadingMs = 15_000;
let openedAt = 0;

const slow: SlowQueries = {
	ms: slowMs,
	contextOf: currentRequest,
	onSlow: (statement, ms, context) => {
		if (performance.now() < openedAt + loadingMs) return;
		logger.warn({ ...context, ms: Math.round(ms), statement }, "a slow statement");
	},
};

type Close = () => Promise<void>;
/** main.ts and server.ts are two bundles, and each has its copy of this file. */
const KEY = Symbol.for("hearth.opening");
const globals = globalThis as { [KEY]?: Promise<Close> };

/**
 * Opens the database of this instance, with schema and seed: the one in DATABASE_URL, or the embedded one. Returns a
 * function that closes it, together with its process if this one started it. A second call returns the same promise.
 */
export function openDatabase(log: (sentence: string) => void): Promise<Close> {
	globals[KEY] ??= openOwn(log);
	return globals[KEY];
}

async function openOwn(log: (sentence: string) => void): Promise<Close> {
	if (config.databaseUrl !== undefined) return use(config.databaseUrl, { max: poolSize, slow });
	const { options, stop } = await startEmbedded(config.dataDir, log);
	return use(options, { max: poolSize, slow }, stop);
}

/** Like openDatabase, for a tool that runs beside the app or without it. The doctor takes the schema as it is. */
export async function attachDatabase(
	log: (sentence: string) => void,
	{ migrates = true }: { migrates?: boolean } = {},
): Promise<Close> {
	if (config.databaseUrl !== undefined) return use(config.databaseUrl, { max: toolPoolSize, migrates });
	const { options, release } = await attachEmbedded(config.dataDir, log);
	return use(options, { max: toolPoolSize, migrates }, release);
}

async function use(
	where: ConnectionTarget,
	{ migrates = true, ...options }: { max: number; slow?: SlowQueries; migrates?: boolean },
	release: Close = async () => {},
): Promise<Close> {
	try {
		if (migrates) await retryConnection(() => migrate(where));
		connect(where, options);
		openedAt = performance.now();
		if (migrates) await retryConnection(seed);
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
 * Loading the app blocks the event loop, on a busy machine for longer than the connection timeout. The timeout would
 * then fire before the response is read, and the start would fail without a reason. Both callers' actions are safe to
 * repeat.
 */
export async function retryConnection(act: () => Promise<void>): Promise<void> {
	for (let left = 5; ; left--)
		try {
			return await act();
		} catch (error) {
			if (left === 0 || databaseCode(error) !== "CONNECT_TIMEOUT") throw error;
		}
}
