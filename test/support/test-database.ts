import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Client, type ConnectionOptions, open } from "@/db/connection";
import { startEmbedded } from "@/db/embedded";
import { migrate } from "@/db/migrate";

export type TestDatabase = { options: ConnectionOptions; stop(): Promise<void> };

/** The environment variable with the socket of the PostgreSQL that all test files of a run share. */
const SOCKET = "TEST_DATABASE_SOCKET";

/** The embedded PostgreSQL's database, which the shared one keeps as the template of all others. */
const TEMPLATE = "hearth";

const settings = {
	// Several test files at once may each use a whole pool of connections, and one that gets none would fail.
	max_connections: "200",
	// The data of a test need not survive a power cut.
	fsync: "off",
	synchronous_commit: "off",
	full_page_writes: "off",
	// The tables are small and soon dropped.
	autovacuum: "off",
	// Most connections run a statement less often than the five times that PostgreSQL plans it anew.
	plan_cache_mode: "force_generic_plan",
};

/** The tests do not check the connection time, so allow for a busy machine. */
const patient = { connect_timeout: 60 };

/**
 * Opens a migrated database for one test file: a copy of the template in the run's shared PostgreSQL. A test file that
 * is run by itself starts its own PostgreSQL.
 */
export function openTestDatabase(): Promise<TestDatabase> {
	const socket = process.env[SOCKET];
	return socket === undefined ? startMigrated() : copyTemplate(socket);
}

async function copyTemplate(socket: string, template = TEMPLATE): Promise<TestDatabase> {
	const database = `test_${randomBytes(8).toString("hex")}`;
	const options = { ...patient, path: socket, user: TEMPLATE, database, ssl: false };
	// Without fsync the checkpoints of this strategy cost less than the log of the other one.
	await administer(
		options,
		(sql) => sql`create database ${sql(database)} template ${sql(template)} strategy file_copy`,
	);
	return { options, stop: () => administer(options, (sql) => sql`drop database ${sql(database)} with (force)`) };
}

/** Opens a database without any table, in the same way. */
export function openEmptyDatabase(): Promise<TestDatabase> {
	const socket = process.env[SOCKET];
	return socket === undefined ? start() : copyTemplate(socket, "template1");
}

/** Starts a PostgreSQL that nothing else uses. */
export async function startMigrated(): Promise<TestDatabase> {
	const database = await start();
	await migrate(database.options);
	return database;
}

async function start(): Promise<TestDatabase> {
	const folder = mkdtempSync(join(tmpdir(), "hearth-test-"));
	// If the tests run as root, the database runs under another account, which needs access to the folder.
	chmodSync(folder, 0o755);
	const embedded = await startEmbedded(folder, () => {}, settings);
	return {
		options: { ...embedded.options, ...patient },
		async stop() {
			await embedded.stop();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

async function administer(options: ConnectionOptions, act: (sql: Client) => Promise<unknown>): Promise<void> {
	const sql = open({ ...options, database: "postgres" }, 1);
	try {
		await act(sql);
	} finally {
		await sql.end({ timeout: 5 });
	}
}
