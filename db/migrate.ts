import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate as apply } from "drizzle-orm/postgres-js/migrator";
import { type ConnectionTarget, open } from "./connection";
import { CannotStart } from "./embedded/cannot-start";

/** An arbitrary number that must stay the same in every instance. */
const LOCK = 7_274_001;

/**
 * Migrates the schema. Any number of instances may call it at once: one migrates, the others wait and find it done. A
 * test may give another folder of migrations.
 */
export async function migrate(where: ConnectionTarget, migrationsFolder = folder()): Promise<void> {
	// A session lock belongs to its connection, hence exactly one, and closing it releases the lock in any case.
	const client = open(where, 1);
	try {
		await client`select pg_advisory_lock(${LOCK})`.catch((error) => {
			if (typeof where !== "string") throw error;
			throw new CannotStart(`The database that DATABASE_URL names cannot be used: ${error.message}.`);
		});
		await apply(drizzle(client), { migrationsFolder });
	} finally {
		await client.end({ timeout: 5 });
	}
}

/** This file runs from `db/` under tsx and from `dist/` once bundled. */
function folder(): string {
	const here = dirname(fileURLToPath(import.meta.url));
	const found = [join(here, "migrations"), join(here, "../db/migrations")].find((path) => existsSync(path));
	if (!found) throw new Error(`The folder db/migrations is missing beside ${here}.`);
	return found;
}
