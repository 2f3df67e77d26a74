import type { Client } from "./connection";

/** How many statements outside a transaction, and how many transactions, are in progress. */
export type PoolLoad = { statements: number; transactions: number; waiting: number };

type Query = {
	strings: readonly string[];
	handler: unknown;
	executed: boolean;
	handle(): Promise<void>;
	resolve(result: unknown): void;
	reject(error: unknown): void;
};

/** Notified of statements that took long: with their text, without values. */
export type SlowQueries = {
	ms: number;
	/** Read when the statement begins, because it ends in no context. */
	contextOf(): object | undefined;
	onSlow(text: string, ms: number, context: object | undefined): void;
};

/** Notified when a statement begins; returns a function for its end. */
export type QueryObserver = (textOf: () => string) => ((error?: unknown) => void) | undefined;

const observing = Symbol.for("hearth.observing queries");
// main.ts and server.ts are two bundles, and each has its copy of this file.
const globals = globalThis as { [observing]?: QueryObserver | undefined };

export function observeQueries(observer: QueryObserver | undefined): void {
	globals[observing] = observer;
}

const watching = Symbol.for("hearth.watching queries");

/**
 * Watches all statements of a client and its transactions. postgres.js reports only their beginning (`debug`), so this
 * takes the place of the method that begins one.
 */
export function watchQueries(client: Client, load: PoolLoad, slow?: SlowQueries): void {
	// A statement that is never awaited is never sent.
	const probe = client`select` as unknown as Query;
	const { handler } = probe;
	const prototype = Object.getPrototypeOf(probe) as Query & { [watching]?: (query: Query) => void };
	if (!prototype[watching]) {
		const { handle } = prototype;
		prototype.handle = function (this: Query) {
			if (!this.executed) prototype[watching]?.(this);
			return handle.call(this);
		};
	}
	prototype[watching] = (query) => {
		const began = performance.now();
		const context = slow?.contextOf();
		const observed = globals[observing]?.(() => textOf(query));
		const counts = query.handler === handler && !isBegin(query);
		if (counts) load.statements++;
		let ended = false;
		const end = (error?: unknown) => {
			// postgres.js ends the statement of a lost connection once more after reconnecting.
			if (ended) return;
			ended = true;
			if (counts) load.statements--;
			observed?.(error);
			const ms = performance.now() - began;
			if (slow && ms >= slow.ms) slow.onSlow(textOf(query), ms, context);
		};
		const { resolve, reject } = query;
		query.resolve = (result) => {
			end();
			resolve(result);
		};
		query.reject = (error) => {
			end(error ?? new Error());
			reject(error);
		};
	};
}

/** Counts the transactions that wait for a connection, and those that have one. */
export function countTransactions(client: Client, load: PoolLoad): void {
	const begin = client.begin as (...args: unknown[]) => Promise<unknown>;
	const counted = async (...args: unknown[]) => {
		const work = args.pop() as (tx: unknown) => unknown;
		let state: "waiting" | "transactions" = "waiting";
		load.waiting++;
		try {
			return await begin(...args, (tx: unknown) => {
				load.waiting--;
				state = "transactions";
				load.transactions++;
				return work(tx);
			});
		} finally {
			load[state]--;
		}
	};
	client.begin = counted as Client["begin"];
}

const isBegin = ({ strings }: Query) => strings.length === 1 && strings[0]?.startsWith("begin ");

const maxTextLength = 1000;

/** The parts of the statement that stand in the code. Values are sent apart from them. */
const textOf = ({ strings }: Query) => strings.join("?").replace(/\s+/g, " ").trim().slice(0, maxTextLength);
