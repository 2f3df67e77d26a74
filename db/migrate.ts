import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate as apply } from "drizzle-orm/postgres-js/migrator";
import { type ConnectionTarget, open } from "./connection";
import { CannotStart } from "./embedded/cannot-start";

/** Any number, the same in every node for ever. */
const LOCK = 7_274_001;

/** Brings the schema forward. Any number of nodes may call it at once: one does the work, the others wait and find it done. */
export async function migrate(where: ConnectionTarget): Promise<void> {
	// A session lock belongs to its connection, hence exactly one, and closing it lets the lock go whatever happens.
	const client = open(where, 1);
	try {
		await client`select pg_advisory_lock(${LOCK})`.catch((error) => {
			if (typeof where !== "string") throw error;
			throw new CannotStart(`The database that DATABASE_URL names cannot be used: ${error.message}.`);
		});
		await apply(drizzle(client), { migrationsFolder: folder() });
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
