import type { Attributes } from "@opentelemetry/api";

const maxTextLength = 1000;

/** The name and the attributes of a statement's span, by OpenTelemetry's conventions. Its text has no values. */
export function describeQuery(text: string): { name: string; attributes: Attributes } {
	const operation = /^\s*(\w+)/.exec(text)?.[1]?.toUpperCase() ?? "";
	const table = /\b(?:from|into|update|join)\s+(?:only\s+)?"?([a-z_]+)"?/i.exec(text)?.[1];
	return {
		name: table ? `${operation} ${table}` : operation || "statement",
		attributes: {
			"db.system.name": "postgresql",
			"db.operation.name": operation,
			"db.query.text": text.slice(0, maxTextLength),
			...(table && { "db.collection.name": table }),
		},
	};
}
