import { drizzle } from "drizzle-orm/postgres-js";
import type { TransactionSql } from "postgres";
import { type Client, type ConnectionTarget, open } from "./connection";
import { countTransactions, type PoolLoad, type SlowQueries, watchQueries } from "./watch-queries";

/*
 * The connection pool, as `db` (Drizzle) and as `sql` (postgres.js, for the files listed in test/architecture.test.ts).
 * Both convert values alike: int8 is a number, timestamptz is a Date in both directions, and json accepts any value
 * (a string is treated as serialised JSON). Both prepare their statements.
 *
 * Next evaluates this module again for pages and for handlers, so the pool is stored on globalThis. `sql` and `db`
 * look it up at each use, so they can be imported before connect().
 */
const KEY = Symbol.for("hearth.database");
type Pool = { sql: Client; db: ReturnType<typeof drizzle>; where: ConnectionTarget; max: number; load: PoolLoad };
const globals = globalThis as { [KEY]?: Pool };

/** Opens the pool of this process. It connects with the first query. */
export function connect(where: ConnectionTarget, options: { max: number; slow?: SlowQueries }): void {
	if (globals[KEY]) throw new Error("The database is connected already.");
	const { max, slow } = options;
	const client = open(where, max);
	const load = { statements: 0, transactions: 0, waiting: 0 };
	watchQueries(client, load, slow);
	countTransactions(client, load);
	globals[KEY] = { sql: client, db: databaseOf(client), where, max, load };
}

/** A client as Drizzle uses it, outside the pool. */
export function databaseOf(client: Client): Pool["db"] {
	acceptJsonText(client);
	return drizzle(driver(client));
}

/** How many connections of the pool are in use, and how much waits for one. */
export function poolUse(): { size: number; used: number; waiting: number } {
	const { max, load } = pool();
	const busy = load.statements + load.transactions;
	return { size: max, used: Math.min(busy, max), waiting: load.waiting + Math.max(0, busy - max) };
}

/** The database of the pool, for a child process. */
export const connectionTarget = (): ConnectionTarget => pool().where;

/** Opens an additional connection to the same database, outside the pool. */
export const openConnection = (extra: object): Client => open(pool().where, 1, extra);

/** Waits up to five seconds for running queries, then closes the pool. */
export async function disconnect(): Promise<void> {
	const pool = globals[KEY];
	delete globals[KEY];
	await pool?.sql.end({ timeout: 5 });
}

export const sql: Client = lazy(() => pool().sql);
export const db: Pool["db"] = lazy(() => pool().db);

export type Database = typeof db;
/** A Drizzle transaction; `sql` is its connection, for the files that use postgres.js. */
export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0] & { readonly sql: TransactionSql };

/** Runs `work` in one transaction, which both Drizzle and postgres.js can use. */
export function transact<T>(work: (tx: Transaction) => Promise<T>, on: Database = db): Promise<T> {
	return on.transaction((tx) => {
		// Drizzle's types hide the session, which holds the client from driver() below.
		const { session } = tx as unknown as { session: { client: { raw: TransactionSql } } };
		return work(Object.assign(tx, { sql: session.client.raw }));
	});
}

type Buildable<Statement> = { prepare(name: string): Statement };

/**
 * A statement that Drizzle builds once, for those that run often: building takes longer than sending. Its values are
 * `sql.placeholder(name)`.
 */
export function prepared<Statement extends { execute(values: Record<string, unknown>): unknown }>(
	build: (db: Database) => Buildable<Statement>,
): (values: Record<string, unknown>) => ReturnType<Statement["execute"]> {
	const statements = new WeakMap<Pool, Statement>();
	return (values) => {
		const current = pool();
		// postgres.js names the statement itself.
		const statement = statements.get(current) ?? build(current.db).prepare("");
		statements.set(current, statement);
		return statement.execute(values) as ReturnType<Statement["execute"]>;
	};
}

function pool(): Pool {
	const it = globals[KEY];
	if (!it) throw new Error("The database is not connected yet.");
	return it;
}

/**
 * The part of postgres.js that Drizzle uses. By default, Drizzle would describe each statement before running it, which
 * costs a second round trip, and would make its client return dates as text.
 */
function driver(raw: Client | TransactionSql): Client {
	return {
		raw,
		options: { parsers: {}, serializers: {} },
		unsafe: (text: string, values: never[]) => raw.unsafe(text, values, { prepare: true, simple: false } as object),
		begin: (work: (tx: Client) => unknown) => (raw as Client).begin((tx) => work(driver(tx))),
	} as unknown as Client;
}

/** Drizzle serialises json itself; postgres.js would serialise it a second time. */
function acceptJsonText({ options: { serializers } }: Client): void {
	for (const type of [114, 3802])
		serializers[type] = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
}

function lazy<T extends object>(target: () => T): T {
	const callable = () => {};
	return new Proxy(callable as unknown as T, {
		get(_, key) {
			const value = Reflect.get(target(), key);
			return typeof value === "function" && key !== "constructor" ? value.bind(target()) : value;
		},
		apply: (_, self, args) => Reflect.apply(target() as unknown as () => unknown, self, args),
		has: (_, key) => Reflect.has(target(), key),
		getPrototypeOf: () => Reflect.getPrototypeOf(target()),
	});
}
