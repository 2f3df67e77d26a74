import type { Params } from "./message";
import type { Handler } from "./route";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
type Method = (typeof METHODS)[number];
export type Resource = Partial<Record<Method, Handler>>;

export type Match =
	| { kind: "found"; pattern: string; handler: Handler; params: Params }
	| { kind: "not_found" }
	| { kind: "malformed" }
	| { kind: "method_not_allowed"; pattern: string; allow: string };

/** Finds the handler of a path in a table like `{"/api/servers/[serverId]": {GET, PATCH}}`. HEAD works like GET. */
export function router(table: Record<string, Resource>): (method: string, path: string) => Match {
	const routes = Object.entries(table).map(([pattern, resource]) => ({
		pattern,
		parts: pattern.split("/").slice(1),
		resource,
	}));
	return (method, path) => {
		const raw = path.split("/").slice(1);
		let parts: string[];
		try {
			parts = raw.map(decodeURIComponent);
		} catch {
			return { kind: "malformed" };
		}
		for (const { pattern, parts: wanted, resource } of routes) {
			const params = matching(wanted, parts);
			if (!params) continue;
			const handler = resource[(method === "HEAD" ? "GET" : method) as Method];
			if (handler) return { kind: "found", pattern, handler, params };
			const allow = METHODS.filter((name) => resource[name]).flatMap((name) =>
				name === "GET" ? ["GET", "HEAD"] : [name],
			);
			return { kind: "method_not_allowed", pattern, allow: allow.join(", ") };
		}
		return { kind: "not_found" };
	};
}

function matching(wanted: string[], parts: string[]): Params | null {
	if (wanted.length !== parts.length) return null;
	const params: Params = {};
	for (const [index, want] of wanted.entries()) {
		if (want.startsWith("[")) params[want.slice(1, -1)] = parts[index];
		else if (want !== parts[index]) return null;
	}
	return params;
}
