import type { TransactionSql } from "postgres";
import type { Manifest } from "./archive/manifest";

/** Made again by the instance, or of no use in another one: a restored e-mail would be sent twice. */
const leftOut = [
	"search_documents",
	"search_progress",
	"email_tokens",
	"backup_runs",
	"account_exports",
	"registration_counts",
	"closed_networks",
];
/** Jobs that a restored instance must not repeat. All others are part of its data, such as deletions of accounts. */
const rowsKept: Record<string, string> = { jobs: "queue not in ('mail', 'backups')" };
/** Sessions are of use only together with the secret of their cookies. */
const secretTables = ["sessions"];

export type Table = { name: string; columns: string[] };

/** The tables whose rows a backup holds, with the columns that are not computed. */
export async function tablesOf(sql: TransactionSql, withSecrets: boolean): Promise<Table[]> {
	const omitted = withSecrets ? leftOut : [...leftOut, ...secretTables];
	return sql<Table[]>`
		select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
		from pg_class c join pg_attribute a on a.attrelid = c.oid
		where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> all(${omitted})
			and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
		group by c.relname order by c.relname`;
}

/** The statement that copies a table's rows. Its names come from the catalog. */
export function copyStatement({ name, columns }: Table): string {
	const condition = rowsKept[name];
	const rows = `select ${columns.map(quoted).join(", ")} from ${quoted(name)}`;
	return `copy (${rows}${condition ? ` where ${condition}` : ""}) to stdout`;
}

export const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** The last value of each identity. Ids of deleted rows are not given again. */
export async function sequencesOf(sql: TransactionSql): Promise<Manifest["sequences"]> {
	const rows = await sql<{ name: string; table: string; column: string; value: number }[]>`
		select s.relname as name, t.relname as "table", a.attname as "column",
			coalesce(pg_sequence_last_value(s.oid), 0) as value
		from pg_class s
		join pg_depend d on d.objid = s.oid and d.classid = 'pg_class'::regclass and d.deptype in ('a', 'i')
		join pg_class t on t.oid = d.refobjid
		join pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid
		where s.relkind = 'S' and s.relnamespace = 'public'::regnamespace`;
	return Object.fromEntries(rows.map(({ name, ...rest }) => [name, rest]));
}

/** The newest migration. Null in a database without Hearth's schema. */
export async function schemaOf(sql: TransactionSql): Promise<Manifest["schema"] | null> {
	const [table] = await sql<{ exists: boolean }[]>`
		select to_regclass('drizzle.__drizzle_migrations') is not null as exists`;
	if (!table?.exists) return null;
	const [row] = await sql<{ migration: number | null; count: number }[]>`
		select max(created_at)::bigint as migration, count(*)::int as count from drizzle.__drizzle_migrations`;
	return row?.migration ? { migration: row.migration, count: row.count } : null;
}
