import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type MigrationMeta, readMigrationFiles } from "drizzle-orm/migrator";
import { drizzle } from "drizzle-orm/postgres-js";
import { type Client, type ConnectionTarget, open } from "./connection";
import { CannotStart } from "./embedded/cannot-start";

/** An arbitrary number that must stay the same in every instance. */
const LOCK = 7_274_001;

/** Exists while a backup is being restored. Its database belongs to no instance until that is complete. */
export const restoreSchema = "hearth_restore";

/**
 * Migrates the schema. Any number of instances may call it at once: one migrates, the others wait and find it done. A
 * test may give another folder of migrations.
 */
export async function migrate(where: ConnectionTarget, migrationsFolder = folder()): Promise<void> {
	// A session lock belongs to its connection, hence exactly one, and closing it releases the lock in any case.
	const client = open(where, 1);
	try {
		await lockSchema(client).catch((error) => {
			if (typeof where !== "string") throw error;
			throw new CannotStart(`The database that DATABASE_URL names cannot be used: ${error.message}.`);
		});
		if (await isRestoring(client))
			throw new CannotStart(
				"A backup was being restored into this database, and that was interrupted: run npm run restore again.",
			);
		await applyMigrations(client, { migrationsFolder });
	} finally {
		await client.end({ timeout: 5 });
	}
}

/** Waits until no other process changes the schema. Lasts until the client's only connection closes. */
export async function lockSchema(client: Client): Promise<void> {
	await client`select pg_advisory_lock(${LOCK})`;
}

export async function isRestoring(client: Client): Promise<boolean> {
	const [row] = await client<{ exists: boolean }[]>`
		select exists (select from pg_namespace where nspname = ${restoreSchema}) as "exists"`;
	return row?.exists === true;
}

/** Applies the migrations up to one, given by its time in the journal, or all. */
export async function applyMigrations(
	client: Client,
	{ migrationsFolder = folder(), upTo = Number.POSITIVE_INFINITY } = {},
): Promise<void> {
	const wanted = readMigrationFiles({ migrationsFolder }).filter(({ folderMillis }) => folderMillis <= upTo);
	// Drizzle's own function would apply all of a folder; its types hide these two.
	const { dialect, session } = drizzle(client) as unknown as Internals;
	await dialect.migrate(wanted, session, {});
}

type Internals = {
	dialect: { migrate(migrations: MigrationMeta[], session: unknown, config: object): Promise<void> };
	session: unknown;
};

/** The times of all migrations in the journal. */
export const knownMigrations = (migrationsFolder = folder()): number[] =>
	readMigrationFiles({ migrationsFolder }).map(({ folderMillis }) => folderMillis);

/** This file runs from `db/` under tsx and from `dist/` once bundled. */
function folder(): string {
	const here = dirname(fileURLToPath(import.meta.url));
	const found = [join(here, "migrations"), join(here, "../db/migrations")].find((path) => existsSync(path));
	if (!found) throw new Error(`The folder db/migrations is missing beside ${here}.`);
	return found;
}
