import { sql } from "@/db";

/**
 * Counts, for each table that has all of the given columns, the rows with these values. The tables are read from the
 * schema, so that tables added later are checked too.
 */
export async function tracesOf(columns: Record<string, number>): Promise<Record<string, number>> {
	const names = Object.keys(columns);
	const tables = await sql<{ name: string }[]>`
		select table_name as name from information_schema.columns
		where table_schema = 'public' and column_name = any (${names}) group by table_name
		having count(*) = ${names.length} order by table_name`;
	const found: Record<string, number> = {};
	for (const { name } of tables) {
		const where = names.map((column) => sql`${sql(column)} = ${columns[column] ?? 0}`);
		const [row] = await sql<{ n: number }[]>`
			select count(*)::int as n from ${sql(name)} where ${where.reduce((all, one) => sql`${all} and ${one}`)}`;
		found[name] = row?.n ?? 0;
	}
	return found;
}

/** Returns the tables that have such rows. */
export const tablesOf = async (columns: Record<string, number>): Promise<string[]> =>
	Object.entries(await tracesOf(columns)).flatMap(([table, n]) => (n > 0 ? [table] : []));
