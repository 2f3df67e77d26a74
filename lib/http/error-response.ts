import { z } from "zod";
import { AppError, databaseCode, isAppError, isDatabaseUnavailable, unavailable } from "../errors";
import { log } from "../process/log";
import type { WireError } from "../realtime/protocol";

/** What both edges, HTTP and socket, share: a deadline for every act, and one shape for every failure. */
const deadlineMs = 20_000;

/** The act's result, or `unavailable` when a database that neither answers nor fails has held it for 20 s. */
export async function withDeadline<T>(act: Promise<T>): Promise<T> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(unavailable()), deadlineMs);
	});
	try {
		return await Promise.race([act, late]);
	} finally {
		clearTimeout(timer);
	}
}

/** Any failure as the error a client is told. What nobody threw on purpose is a bug: logged once, told without details. */
export function toAppError(error: unknown, context: Record<string, unknown>): AppError {
	if (isAppError(error)) return error;
	if (error instanceof z.ZodError) return validationError(error);
	if (isDatabaseUnavailable(error)) {
		log.warn({ ...context, code: databaseCode(error) }, "the database is away");
		return unavailable();
	}
	log.error({ ...context, err: error }, "a bug: nobody threw this on purpose");
	return new AppError("internal", "Something broke on our side. It has been logged.");
}

/** A field by its path, such as `poll.options`; an item of a list goes by the name of the list. */
function nameOf(path: PropertyKey[]): string {
	const item = path.findIndex((part) => typeof part === "number");
	return (item < 0 ? path : path.slice(0, item)).map(String).join(".");
}

/** Fields nobody knows that an answer names: a body can have many thousands. */
export const mostNamed = 20;

/** A schema's findings by field; the first is the sentence. */
export function validationError(error: z.ZodError): AppError {
	const fields: Record<string, string> = Object.create(null);
	for (const issue of error.issues) {
		if (issue.code === "unrecognized_keys")
			for (const key of issue.keys.slice(0, mostNamed)) fields[nameOf([...issue.path, key])] ??= "Unknown field.";
		else if (issue.path.length > 0) fields[nameOf(issue.path)] ??= issue.message;
	}
	const [first] = Object.entries(fields);
	if (!first) return new AppError("invalid_request", "The request’s body must be a JSON object.");
	return new AppError(
		"invalid_request",
		first[1] === "Unknown field." ? `There is no field “${first[0].slice(0, 50)}”.` : first[1],
		{ fields: { ...fields } },
	);
}

export const serializeError = ({ code, message, fields, retryAfterMs }: AppError): WireError => ({
	code,
	message,
	...(fields && { fields }),
	...(retryAfterMs !== undefined && { retryAfterMs }),
});
