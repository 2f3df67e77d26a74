import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql as text } from "drizzle-orm";
import type { TransactionSql } from "postgres";
import { connect, db, disconnect, sql, transact } from "@/db";
import { waitUntil } from "@/test/support/socket-client";
import { openEmptyDatabase, type TestDatabase } from "@/test/support/test-database";
import { open } from "./connection";
import { migrate } from "./migrate";

let database: TestDatabase;

/** An error of a connection that the database has closed. */
const lost = { code: /^(CONNECTION_CLOSED|ECONNRESET|EPIPE)$/ };

before(async () => {
	database = await openEmptyDatabase();
});
after(() => database.stop());

test("using the database before connect() throws a clear error", () => {
	assert.throws(() => sql`select 1`, /not connected yet/);
	assert.throws(() => db.select, /not connected yet/);
});

test("any number of instances that start together on an empty database migrate it once", async () => {
	await Promise.all([1, 2, 3].map(() => migrate(database.options)));
	connect(database.options, { max: 4 });
	const [row] = await sql<{ all: number; distinct: number }[]>`
		select count(*) as all, count(distinct hash) as distinct from drizzle.__drizzle_migrations`;
	assert.ok(row && row.all > 0);
	assert.equal(row.all, row.distinct);
});

test("sql and db use the same values: int8 is a number, timestamptz a Date, json anything", async () => {
	const at = new Date("2026-01-02T03:04:05.678Z");
	const expected = { big: 9007199254740991, at, list: [1, 2], times: [at], json: { a: [1] } };
	const [raw] = await sql`
		select ${expected.big}::int8 as big, ${at}::timestamptz as at, ${expected.list}::int8[] as list,
			array[${at}::timestamptz] as times, ${sql.json(expected.json)}::jsonb as json`;
	assert.deepEqual({ ...raw }, expected);
	const [row] = await db.execute(text`
		select 9007199254740991 as big, '2026-01-02T03:04:05.678Z'::timestamptz as at, '{1,2}'::int8[] as list,
			array['2026-01-02T03:04:05.678Z'::timestamptz] as times, '{"a":[1]}'::jsonb as json`);
	assert.deepEqual({ ...row }, expected);
});

test("Drizzle’s statements are prepared, as those of postgres.js are", async () => {
	const [name] = await db.transaction(async (tx) => {
		for (const n of [1, 2]) await tx.execute(text`select ${n}::int8 as of_drizzle`);
		return tx.execute(text`select count(*) as n from pg_prepared_statements where statement like '%of_drizzle%'`);
	});
	assert.equal(name?.n, 2);
});

test("a transaction that loses its connection sends nothing more, and the connection can be used again", async () => {
	await sql.unsafe("create table late (id int8)");
	const terminate = async (tx: TransactionSql) => {
		const [row] = await tx<{ pid: number }[]>`select pg_backend_pid() as pid`;
		return sql`select pg_terminate_backend(${row?.pid ?? 0})`;
	};

	let resume = () => {};
	const wait = new Promise<void>((resolve) => {
		resume = resolve;
	});
	let late: Promise<unknown> | undefined;
	const idle = sql.begin(async (tx) => {
		await terminate(tx);
		late = wait.then(() => tx`insert into late values (1)`);
		await late;
	});
	await assert.rejects(idle, lost);
	await transactAll();
	resume();
	await assert.rejects(late ?? Promise.resolve(), lost);
	assert.deepEqual([...(await sql`select id from late`)], []);

	const busy = sql.begin((tx) => Promise.all([terminate(tx), tx`select pg_sleep(20)`]));
	await assert.rejects(busy, lost);
	await transactAll();
});

/** Ends the sessions of all connections of the pool in the middle of a statement. */
async function loseAll(): Promise<void> {
	const others = open({ ...database.options, database: "template1" }, 1);
	const name = database.options.database ?? "";
	const losing = [1, 2, 3, 4].map(() => assert.rejects(sql`select pg_sleep(20)`, lost));
	await waitUntil("all are in the middle of a statement", async () => {
		const rows = await others`
			select 1 from pg_stat_activity where datname = ${name} and wait_event = 'PgSleep'`;
		return rows.length === losing.length;
	});
	await others`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`;
	await Promise.all(losing);
	await others.end();
}

const transactAll = () => Promise.all([1, 2, 3, 4].map(() => sql.begin((tx) => tx`select pg_sleep(0.05)`)));

test("sessions that end in the middle of a statement make no later statement fail", async () => {
	await loseAll();
	await transactAll();
	await loseAll();
	await Promise.all([1, 2, 3, 4].map(() => sql`select 1`));
});

test("sessions that are refused for a while make no statement fail once they are accepted", async () => {
	const others = open({ ...database.options, database: "template1" }, 1);
	const accept = (accepts: boolean) =>
		others`update pg_database set datallowconn = ${accepts} where datname = ${database.options.database ?? ""}`;
	const refused = { severity: "FATAL", code: "55000" };
	await accept(false);
	try {
		await loseAll();
		const waiting = transactAll();
		const fresh = open(database.options, 1);
		await assert.rejects(fresh`select 1`, refused);
		await fresh.end();
		await accept(true);
		await waiting;
	} finally {
		await accept(true);
		await others.end();
	}
});

test("transactions, listening and unsafe text work through both, and a failed transaction leaves nothing", async () => {
	await sql.unsafe("create table notes (id int8 primary key)");
	await assert.rejects(
		sql.begin(async (tx) => {
			await tx`insert into notes values (1)`;
			throw new Error("no");
		}),
	);
	await assert.rejects(
		db.transaction(async (tx) => {
			await tx.execute(text`insert into notes values (2)`);
			throw new Error("no");
		}),
	);
	assert.deepEqual([...(await sql`select * from notes`)], []);

	await assert.rejects(
		transact(async (tx) => {
			await tx.execute(text`insert into notes values (3)`);
			// Both are on one connection: postgres.js reads what Drizzle has not committed yet.
			assert.deepEqual([...(await tx.sql`select id from notes`)], [{ id: 3 }]);
			await tx.sql`insert into notes values (4)`;
			assert.equal((await tx.execute(text`select 1 from notes`)).length, 2);
			throw new Error("no");
		}),
	);
	assert.deepEqual([...(await sql`select * from notes`)], []);

	const received = new Promise((resolve) => sql.listen("test", resolve, () => sql.notify("test", "hello")));
	assert.equal(await received, "hello");
	await disconnect();
});

test("reports an unreachable database in one sentence that names the setting", async () => {
	await assert.rejects(migrate("postgres://nobody@127.0.0.1:1/none"), { name: "CannotStart", message: /DATABASE_URL/ });
});
