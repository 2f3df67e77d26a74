import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type Client, open } from "@/db/connection";
import { openTestDatabase, type TestDatabase } from "@/test/support/test-database";

const folder = "db/functions";

let database: TestDatabase;
let sql: Client;

before(async () => {
	database = await openTestDatabase();
	sql = open(database.options, 1);
});
after(async () => {
	await sql.end();
	await database.stop();
});

/** The functions of this project, by name; those of extensions are left out. */
async function functions(): Promise<Record<string, string>> {
	const rows = await sql<{ name: string; definition: string }[]>`
		select p.proname as name, pg_get_functiondef(p.oid) as definition from pg_proc p
		where p.pronamespace = 'public'::regnamespace
			and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
		order by p.proname`;
	return Object.fromEntries(rows.map(({ name, definition }) => [name, definition]));
}

test("db/functions holds the functions of a migrated database", async () => {
	const migrated = await functions();
	const files = readdirSync(folder).sort();
	assert.deepEqual(
		files,
		Object.keys(migrated).map((name) => `${name}.sql`),
	);
	for (const file of files) await sql.unsafe(readFileSync(join(folder, file), "utf8"));
	assert.deepEqual(await functions(), migrated, "A changed function needs a migration with the text of its file.");
});

test("every function that stores messages keeps the number of joins that they have seen", async () => {
	for (const [name, definition] of Object.entries(await functions()))
		for (const [, columns = ""] of definition.matchAll(/INSERT INTO messages\s*\(([^)]*)\)/gi))
			assert.match(columns, /\bjoin_rev\b/, name);
});
