import postgres from "postgres";

// biome-ignore lint/complexity/noBannedTypes: postgres.js itself writes "no custom types" as {}
export type ConnectionOptions = postgres.Options<{}>;

/** Where a database is: a `postgres://` URL, or what postgres.js takes, such as the path of a socket. */
export type ConnectionTarget = string | ConnectionOptions;

/** Opens a client whose int8 is a number. Nothing connects before the first query. */
export function open(where: ConnectionTarget, max: number, extra: object = {}) {
	const options = {
		max,
		// On this machine nobody is slow to answer: who does not was killed just then, and the next try finds who came after.
		connect_timeout: typeof where === "string" ? 10 : 3,
		// A database that was away is asked again soon: the one that comes with the app is back within a second or two.
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
	if (typeof where !== "string") return postgres({ ...options, ...where });

	// postgres.js would hand a socket's folder (`?host=/run/postgresql`) to the server as a setting.
	const url = new URL(where);
	const folder = url.searchParams.get("host");
	if (!folder?.startsWith("/")) return postgres(where, options);
	const path = `${folder}/.s.PGSQL.${url.searchParams.get("port") ?? (url.port || 5432)}`;
	url.searchParams.delete("host");
	url.searchParams.delete("port");
	return postgres(url.href, { ...options, path });
}

export type Client = ReturnType<typeof open>;
