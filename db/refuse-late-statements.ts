import type postgres from "postgres";

type Query = { handler: object; executed: boolean; handle(): Promise<void>; reject(error: unknown): void };
/** Whether each transaction is over, by the function that sends its statements. */
type Transactions = WeakMap<object, boolean>;

const KEY = Symbol.for("hearth.transactions");

/**
 * Refuses the statements of a transaction that is over, or whose connection is lost. postgres.js would send them all the
 * same, its own rollback too: on a connection that is closed, which throws outside of any promise and leaves the
 * connection unusable, or on one that has reconnected and works for others
 * (https://github.com/porsager/postgres/issues/1208).
 */
export function refuseLateStatements<C extends Pick<postgres.Sql, "begin">>(client: C): C {
	const begin = client.begin as (...args: unknown[]) => Promise<unknown>;
	const guarded = async (...args: unknown[]) => {
		const work = args.pop() as (tx: unknown) => unknown;
		let end = () => {};
		try {
			return await begin(...args, (tx: postgres.TransactionSql) => {
				// A statement that is never awaited is never sent.
				const { handler, transactions } = inspect(tx`select` as unknown as Query);
				transactions.set(handler, false);
				end = () => transactions.set(handler, true);
				return work(tx);
			});
		} finally {
			end();
		}
	};
	client.begin = guarded as C["begin"];
	return client;
}

/** The sender of a statement, and the transactions of this process, which all statements ask before they are sent. */
function inspect(query: Query): { handler: object; transactions: Transactions } {
	const { handler } = query;
	const prototype = Object.getPrototypeOf(query) as Query & { [KEY]?: Transactions };
	const known = prototype[KEY];
	if (known) return { handler, transactions: known };
	const transactions: Transactions = new WeakMap();
	prototype[KEY] = transactions;
	const { handle } = prototype;
	prototype.handle = function (this: Query) {
		if (!this.executed && transactions.has(this.handler)) {
			if (transactions.get(this.handler)) {
				this.executed = true;
				this.reject(Object.assign(new Error("The transaction is over."), { code: "CONNECTION_CLOSED" }));
			} else endWithConnection(this, transactions);
		}
		return handle.call(this);
	};
	return { handler, transactions };
}

/** After an error of its socket, a transaction tries to roll back before postgres.js knows that the connection is lost. */
function endWithConnection(query: Query, transactions: Transactions): void {
	const { reject } = query;
	query.reject = (error) => {
		if (isConnectionLost(error)) transactions.set(query.handler, true);
		reject(error);
	};
}

/** Errors of a socket have the system call that failed. */
const isConnectionLost = (error: unknown) =>
	error instanceof Error &&
	("syscall" in error ||
		("code" in error && ["CONNECTION_CLOSED", "CONNECTION_DESTROYED"].includes(String(error.code))));
