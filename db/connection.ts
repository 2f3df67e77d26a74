import postgres from "postgres";
import { refuseLateStatements } from "./refuse-late-statements";
import { resendUnsent } from "./resend-unsent";

// biome-ignore lint/complexity/noBannedTypes: postgres.js itself writes "no custom types" as {}
export type ConnectionOptions = postgres.Options<{}>;

/** The target of a database connection: a `postgres://` URL, or postgres.js options such as the path of a socket. */
export type ConnectionTarget = string | ConnectionOptions;

/** Opens a client that parses int8 as a number. It connects with the first query. */
export function open(where: ConnectionTarget, max: number, extra: object = {}) {
	const options = {
		max,
		// A local server responds quickly: one that does not was killed just now, and the next attempt reaches its
		// successor.
		connect_timeout: typeof where === "string" ? 10 : 3,
		// Reconnects soon: the embedded database is back within a second or two.
		backoff: (attempt: number) => Math.min(attempt * 0.1, 1),
		connection: { application_name: "hearth" },
		onnotice: () => {},
		types: {
			bigint: {
				to: 20,
				from: [20],
				serialize: (value: number | bigint) => String(value),
				parse: (text: string) => Number(text),
			},
		},
		...extra,
	};
	if (typeof where !== "string") return mended(postgres({ ...options, ...where }));

	// postgres.js would pass a socket's folder (`?host=/run/postgresql`) to the server as a setting.
	const url = new URL(where);
	const folder = url.searchParams.get("host");
	if (!folder?.startsWith("/")) return mended(postgres(where, options));
	const path = `${folder}/.s.PGSQL.${url.searchParams.get("port") ?? (url.port || 5432)}`;
	url.searchParams.delete("host");
	url.searchParams.delete("port");
	return mended(postgres(url.href, { ...options, path }));
}

const mended = <C extends postgres.Sql>(client: C): C => resendUnsent(refuseLateStatements(client));

export type Client = ReturnType<typeof open>;
