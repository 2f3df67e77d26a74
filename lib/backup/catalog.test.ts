import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Client, open } from "@/db/connection";
import type { SqlTag } from "@/db/sql-tag";
import { openTestDatabase, type TestDatabase } from "@/test/support/test-database";
import { namedFiles } from "../storage/named-files";
import { tablesOf } from "./catalog";

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

test("a backup has every table of the schema but those that are left out", async () => {
	const all = await sql<{ name: string }[]>`
		select tablename as name from pg_tables where schemaname = 'public' order by 1`;
	const leftOut = async (withSecrets: boolean) => {
		const held = new Set((await sql.begin((tx) => tablesOf(tx, withSecrets))).map(({ name }) => name));
		return all.map(({ name }) => name).filter((name) => !held.has(name));
	};
	const always = [
		...["account_exports", "backup_runs", "closed_networks", "email_tokens"],
		...["registration_counts", "search_documents", "search_progress"],
	];
	assert.deepEqual(await leftOut(true), always);
	assert.deepEqual(await leftOut(false), [...always, "sessions"].toSorted());
});

test("every table whose rows name files is in lib/storage/named-files.ts", async () => {
	const tables = await sql<{ name: string }[]>`
		select table_name as name from information_schema.columns
		where table_schema = 'public' and column_name = 'key' order by 1`;
	const plan = await sql<{ "QUERY PLAN": string }[]>`
		explain ${namedFiles(sql as SqlTag<ReturnType<typeof sql>>)}`;
	const read = plan.flatMap((line) => / on (\w+)/.exec(line["QUERY PLAN"])?.[1] ?? []);
	assert.deepEqual(
		tables.map(({ name }) => name),
		read.toSorted(),
		"Garbage collection would delete the files of a table that is missing there, and no backup would hold them.",
	);
});
