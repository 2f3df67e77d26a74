import { drizzle } from "drizzle-orm/postgres-js";
import { type Client, type ConnectionTarget, open } from "./connection";

/*
 * The one pool, as `sql` (postgres.js) and as `db` (drizzle on top of it). Both speak the same values:
 * int8 is a number, timestamptz is a Date in both directions, json takes any value (text is taken as JSON already).
 *
 * Next evaluates this module again for pages and for handlers, so the pool hangs on globalThis, and `sql` and `db` look
 * it up at each use: they may be imported before connect().
 */
const KEY = Symbol.for("hearth.database");
type Pool = { sql: Client; db: ReturnType<typeof drizzle>; where: ConnectionTarget };
const globals = globalThis as { [KEY]?: Pool };

/** Opens the pool of this process. Nothing connects before the first query. */
export function connect(where: ConnectionTarget, options: { max: number }): void {
	if (globals[KEY]) throw new Error("The database is connected already.");
	const client = open(where, options.max);
	globals[KEY] = { sql: client, db: drizzle(client), where };
	restoreDateParsers(client);
}

/** Opens one connection more to the same database, beside the pool. */
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
/** What `db.transaction` hands to its callback. */
export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];

function pool(): Pool {
	const it = globals[KEY];
	if (!it) throw new Error("The database is not connected yet.");
	return it;
}

/**
 * drizzle() makes every date and json value of its client plain text. Its timestamp columns accept a Date as well, so
 * raw `sql` gets the usual ones back.
 */
function restoreDateParsers(client: Client): void {
	const { parsers, serializers } = client.options;
	const [timestamptz, timestamptzArray, json, jsonb] = [1184, 1185, 114, 3802];
	parsers[timestamptz] = (text: string) => new Date(text);
	serializers[timestamptz] = (value: Date | string) => (value instanceof Date ? value.toISOString() : value);
	// postgres.js makes an array's own when these are absent.
	delete parsers[timestamptzArray];
	delete serializers[timestamptzArray];
	for (const type of [json, jsonb]) {
		serializers[type] = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
	}
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
