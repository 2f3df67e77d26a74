import { type ConnectionOptions, open } from "@/db/connection";
import { now } from "../statistics";

/** PostgreSQL by itself: one row of a hundred letters a transaction, each connection waiting for its commit, as pgbench does. */
export const commits = {
	async run({ where, connections, seconds }: { where: ConnectionOptions; connections: number; seconds: number }) {
		const sql = open(where, connections);
		try {
			await sql`create table if not exists bench_commits (id bigint generated always as identity primary key, text text not null)`;
			const text = "x".repeat(100);
			let count = 0;
			const startedAt = now();
			const end = startedAt + seconds * 1000;
			await Promise.all(
				Array.from({ length: connections }, async () => {
					for (; now() < end; count++) await sql`insert into bench_commits (text) values (${text})`;
				}),
			);
			return { perSecond: (count * 1000) / (now() - startedAt) };
		} finally {
			await sql`drop table if exists bench_commits`;
			await sql.end({ timeout: 5 });
		}
	},
};
