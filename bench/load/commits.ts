import { type ConnectionOptions, open } from "@/db/connection";
import { now } from "../statistics";

/**
 * PostgreSQL by itself: one row of a hundred characters per transaction, each connection waiting for its commit, as
 * pgbench does.
 */
export const commits = {
	async run({ where, connections, seconds }: { where: ConnectionOptions; connections: number; seconds: number }) {
		const sql = open(where, connections);
		try {
			await sql`drop table if exists bench_commits`;
			await sql`create table bench_commits (id bigint generated always as identity primary key, text text not null)`;
			const text = "x".repeat(100);
			let count = 0;
			const startedAt = now();
			const end = startedAt + seconds * 1000;
			await Promise.all(
				Array.from({ length: connections }, async () => {
					for (; now() < end; count++) await sql`insert into bench_commits (text) values (${text})`;
				}),
			);
			const perSecond = (count * 1000) / (now() - startedAt);
			// If the client merged several inserts into one transaction, the measurement would be wrong.
			const [was] = await sql`select count(distinct xmin::text) as transactions from bench_commits`;
			if (was?.transactions !== count)
				throw new Error(`${count} rows were committed in ${was?.transactions} transactions.`);
			return { perSecond };
		} finally {
			await sql`drop table if exists bench_commits`;
			await sql.end({ timeout: 5 });
		}
	},
};
