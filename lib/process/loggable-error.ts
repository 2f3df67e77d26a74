import pino from "pino";

type Refusal = Error & { code?: unknown; constraint_name?: unknown; table_name?: unknown; column_name?: unknown };

/**
 * An error as it may be logged or stored: an error of the database without its words and its statement's values, which
 * are users' texts and secrets, and an error of JSON without the text that it quotes.
 */
export function withoutValues(error: Error) {
	const refusal = refusalIn(error);
	if (refusal) {
		const { code, constraint_name: constraint, table_name: table, column_name: column } = refusal;
		return { type: refusal.name, message: sentenceOf(refusal), code, constraint, table, column, stack: frames(error) };
	}
	const { type, message } = pino.stdSerializers.err(error) ?? {};
	if (isOfJson(error)) return { type, message: "A text is not JSON.", stack: frames(error) };
	return { type, message: withoutParameters(message), stack: withoutParameters(error.stack) };
}

/** The error in one sentence. */
export function summaryOf(error: unknown): string {
	if (!(error instanceof Error)) return "An unknown error.";
	const { type = "Error", message = "" } = withoutValues(error);
	return `${type}: ${message}`;
}

/** The database's own error, however deeply Drizzle has wrapped it. */
function refusalIn(error: Error): Refusal | null {
	for (let e: unknown = error; e instanceof Error; e = e.cause) if (e.name === "PostgresError") return e;
	return null;
}

const sentenceOf = ({ code, constraint_name: constraint }: Refusal) =>
	`The database refused a statement: ${[code, constraint].filter((part) => typeof part === "string").join(" ")}.`;

const isOfJson = (error: Error) => error instanceof SyntaxError && /JSON/.test(error.message);

/** Where an error comes from. Its message, which may have several lines, is at the top of the stack. */
const frames = ({ stack = "", message }: Error) =>
	stack
		.replace(message, "")
		.split("\n")
		.filter((line) => /^ {4}at /.test(line))
		.join("\n");

/** Drizzle names the values of a statement that could not be sent. */
const withoutParameters = (text: string | undefined) => text?.replace(/\nparams: [\s\S]*?(?=\n {4}at |$)/, "");
