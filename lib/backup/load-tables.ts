import { finished } from "node:stream/promises";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { TransactionSql } from "postgres";
import type { Manifest } from "./archive/manifest";
import { quoted } from "./catalog";

type Constraint = { table: string; name: string; definition: string };

/**
 * Runs `load` without foreign keys and triggers, so that rows may come in any order and change nothing else. Adding the
 * keys again checks every row. Any owner of the tables may do this, unlike turning off the checks.
 */
export async function withoutConstraints(sql: TransactionSql, load: () => Promise<void>): Promise<void> {
	const keys = await sql<Constraint[]>`
		select conrelid::regclass::text as table, conname as name, pg_get_constraintdef(oid) as definition
		from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace`;
	const tables = await sql<{ table: string }[]>`
		select distinct tgrelid::regclass::text as table from pg_trigger t join pg_class c on c.oid = t.tgrelid
		where not tgisinternal and c.relnamespace = 'public'::regnamespace`;
	for (const { table, name } of keys) await sql.unsafe(`alter table ${table} drop constraint ${quoted(name)}`);
	for (const { table } of tables) await sql.unsafe(`alter table ${table} disable trigger user`);
	await load();
	for (const { table } of tables) await sql.unsafe(`alter table ${table} enable trigger user`);
	for (const { table, name, definition } of keys)
		await sql.unsafe(`alter table ${table} add constraint ${quoted(name)} ${definition}`);
}

/** `abort` must be called after a failure: until then the connection takes no other statement. */
export type RowSink = { write(bytes: Buffer): Promise<void>; end(): Promise<void>; abort(): void };

/** Takes the rows of one table. */
export async function copyInto(sql: TransactionSql, { name, columns }: Manifest["tables"][number]): Promise<RowSink> {
	const copy = await sql`copy ${sql(name)} (${sql(columns)}) from stdin`.writable();
	const done = finished(copy);
	done.catch(() => {});
	return {
		write: (bytes) =>
			new Promise((resolve, reject) => {
				done.catch(reject);
				copy.write(bytes, (error) => (error ? reject(error) : resolve()));
			}),
		async end() {
			copy.end();
			await nextTurn();
			// The driver never reports an error of the last rows. In a failed transaction this statement fails.
			await sql`select 1`;
			await done;
		},
		abort: () => void copy.destroy(new Error("The restore was given up.")),
	};
}

/** Each identity continues after the last value that it has given. */
export async function resetSequences(sql: TransactionSql, sequences: Manifest["sequences"]): Promise<void> {
	for (const { table, column, value } of Object.values(sequences))
		if (value > 0) await sql`select setval(pg_get_serial_sequence(${quoted(table)}, ${column}), ${value})`;
}

const newline = 10;

/** In the text format only the end of a row is a newline. */
export function rowsIn(bytes: Buffer): number {
	let rows = 0;
	for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, at + 1)) rows++;
	return rows;
}
