import type postgres from "postgres";

type Query = {
	/** The session that the statement was sent to. */
	state: object | null;
	handler(query: Query): void;
	executed: boolean;
	handle(): Promise<void>;
	reject(error: unknown): void;
};

const KEY = Symbol.for("hearth.resending unsent statements");

/**
 * Sends a statement once more that postgres.js has rejected without sending it. When PostgreSQL ends or refuses a session,
 * postgres.js 3.4.9 may keep the error (its `errorResponse` outlives the connection), and rejects with it the statement
 * that it has connected again for. The error may also be the answer to this connection, which the second try then gets.
 */
export function resendUnsent<C extends postgres.Sql>(client: C): C {
	// A statement that is never awaited is never sent.
	const prototype = Object.getPrototypeOf(client`select`) as Query & { [KEY]?: true };
	if (prototype[KEY]) return client;
	prototype[KEY] = true;
	const { handle } = prototype;
	prototype.handle = function (this: Query) {
		if (!this.executed) resendOnce(this);
		return handle.call(this);
	};
	return client;
}

function resendOnce(query: Query): void {
	const { reject } = query;
	query.reject = (error) => {
		if (query.state !== null || !endsSession(error)) return reject(error);
		query.reject = reject;
		// By then postgres.js has opened the connection, which takes the statement.
		setImmediate(() => query.handler(query));
	};
}

const endsSession = (error: unknown) => error instanceof Error && "severity" in error && error.severity === "FATAL";
