import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { getTableColumns, getTableName, is, sql } from "drizzle-orm";
import { PgTable } from "drizzle-orm/pg-core";
import { type Database, db } from "@/db";
import * as schema from "@/db/schema";
import { type Tx, transaction } from "../transaction";
import { count, type Finding } from "./finding";

/** The folder `db`: this file runs from `lib/doctor` or, bundled, from `dist`. */
function databaseFolder(): string {
	const here = dirname(fileURLToPath(import.meta.url));
	return [join(here, "../../db"), join(here, "../db")].find((path) => existsSync(join(path, "migrations"))) ?? "db";
}

/**
 * Compares the database with the migrations of this version. If they differ, nothing else can be checked, and the
 * finding is the only one.
 */
export async function checkMigrations(): Promise<Finding[]> {
	const journal = JSON.parse(readFileSync(join(databaseFolder(), "migrations/meta/_journal.json"), "utf8"));
	const known = (journal as { entries: { when: number }[] }).entries.map(({ when }) => when);
	const [exists] = await db.execute<{ exists: boolean }>(
		sql`select to_regclass('drizzle.__drizzle_migrations') is not null as exists`,
	);
	const rows = exists?.exists
		? await db.execute<{ at: number }>(sql`select created_at::bigint as at from drizzle.__drizzle_migrations`)
		: [];
	const applied = new Set([...rows].map(({ at }) => at));
	const missing = known.filter((when) => !applied.has(when)).length;
	const newer = [...applied].filter((when) => when > Math.max(...known)).length;
	if (newer > 0)
		return [
			{
				check: "migrations",
				problem: "The database was written by a newer version of Hearth.",
				advice: "Start that version, or restore a backup of this one.",
			},
		];
	if (missing === 0) return [];
	return [
		{
			check: "migrations",
			problem: `The database lacks ${count(missing, "migration")} of this version.`,
			advice: "Make a backup, and start Hearth once: it migrates before it accepts connections.",
		},
	];
}

/** Compares tables, functions and triggers with those that the migrations have made. */
export async function checkSchema(on: Database = db): Promise<Finding[]> {
	const advice = "Restore the last backup, or compare the schema with one of a fresh instance and mend it by hand.";
	const finding = (check: string, what: string, names: string[]): Finding[] =>
		names.length === 0
			? []
			: [{ check, problem: `${what} of the database differ from this version: ${names.join(", ")}.`, advice }];
	return [
		...finding("columns", "Columns", await missingColumns(on)),
		...finding("functions", "Functions", await changedFunctions(on)),
		...finding("triggers", "Triggers", await missingTriggers(on)),
		...finding("indexes", "Indexes", await invalidIndexes(on)),
	];
}

async function missingColumns(on: Database): Promise<string[]> {
	const rows = await on.execute<{ name: string }>(
		sql`select table_name || '.' || column_name as name from information_schema.columns where table_schema = 'public'`,
	);
	const found = new Set([...rows].map(({ name }) => name));
	return Object.values(schema)
		.filter((table) => is(table, PgTable))
		.flatMap((table) => Object.values(getTableColumns(table)).map((column) => `${getTableName(table)}.${column.name}`))
		.filter((name) => !found.has(name));
}

class RolledBack extends Error {}

/** The functions whose text is not that of `db/functions`: they are made anew, compared, and rolled back. */
async function changedFunctions(on: Database): Promise<string[]> {
	const folder = join(databaseFolder(), "functions");
	const changed: string[] = [];
	await transaction(async (tx) => {
		await tx.execute(sql`set local lock_timeout = '5s'`);
		const before = await definitions(tx);
		for (const file of readdirSync(folder)) await tx.execute(sql.raw(readFileSync(join(folder, file), "utf8")));
		const after = await definitions(tx);
		for (const [name, definition] of after) if (before.get(name) !== definition) changed.push(name);
		throw new RolledBack();
	}, on).catch((error) => {
		if (!(error instanceof RolledBack)) throw error;
	});
	return changed.sort();
}

async function definitions(tx: Tx): Promise<Map<string, string>> {
	const rows = await tx.execute<{ name: string; definition: string }>(sql`
		select p.proname as name, pg_get_functiondef(p.oid) as definition from pg_proc p
		where p.pronamespace = 'public'::regnamespace and p.prokind = 'f'
			and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')`);
	return new Map([...rows].map(({ name, definition }) => [name, definition]));
}

/** The triggers that the migrations have made and not dropped, but for those that are there and enabled. */
async function missingTriggers(on: Database): Promise<string[]> {
	const wanted = new Set<string>();
	const folder = join(databaseFolder(), "migrations");
	for (const file of readdirSync(folder)
		.filter((name) => name.endsWith(".sql"))
		.sort()) {
		const text = readFileSync(join(folder, file), "utf8").replace(/^\s*--(?!>).*$/gm, "");
		const acts = text.matchAll(
			/\b(CREATE(?: OR REPLACE)?(?: CONSTRAINT)?|DROP) TRIGGER (?:IF EXISTS )?"?(\w+)"?[\s\S]*?\bON (?:ONLY )?(?:"?public"?\.)?"?(\w+)"?/gi,
		);
		for (const [, act = "", name, table] of acts)
			if (act.toUpperCase() === "DROP") wanted.delete(`${table}.${name}`);
			else wanted.add(`${table}.${name}`);
	}
	const rows = await on.execute<{ name: string }>(sql`
		select c.relname || '.' || t.tgname as name from pg_trigger t join pg_class c on c.oid = t.tgrelid
		where not t.tgisinternal and t.tgenabled in ('O', 'A')`);
	for (const { name } of rows) wanted.delete(name);
	return [...wanted].sort();
}

async function invalidIndexes(on: Database): Promise<string[]> {
	const rows = await on.execute<{ name: string }>(sql`
		select c.relname as name from pg_index i join pg_class c on c.oid = i.indexrelid
		where not i.indisvalid and c.relnamespace = 'public'::regnamespace order by 1`);
	return [...rows].map(({ name }) => name);
}
