import { z } from "zod";
import { AppError, databaseCode, isAppError, isDatabaseUnavailable, unavailable } from "../errors";
import { log } from "../process/log";
import type { WireError } from "../realtime/protocol";
import { within } from "../within";

/** Shared by HTTP and sockets: a deadline for every action, and one format for every error. */
const deadlineMs = 20_000;

/** The action's result, or `unavailable` if a hanging database has held it for 20 s. */
export const withDeadline = <T>(act: Promise<T>): Promise<T> => within(deadlineMs, act, unavailable);

/**
 * Converts any error to the one that the client receives. An unexpected error is a bug: it is logged once and reported
 * without details.
 */
export function toAppError(error: unknown, context: Record<string, unknown>): AppError {
	if (isAppError(error)) return error;
	if (error instanceof z.ZodError) return validationError(error);
	if (isDatabaseUnavailable(error)) {
		log.warn({ ...context, code: databaseCode(error) }, "the database is unavailable");
		return unavailable();
	}
	log.error({ ...context, err: error }, "an unexpected error");
	return new AppError("internal", "Something broke on our side. It has been logged.");
}

/** A field by its path, such as `poll.options`; an item of a list has the name of the list. */
function nameOf(path: PropertyKey[]): string {
	const item = path.findIndex((part) => typeof part === "number");
	return (item < 0 ? path : path.slice(0, item)).map(String).join(".");
}

/** The maximum of unknown fields that a response names; a body can have many thousands. */
export const mostNamed = 20;

/** A schema's errors by field; the first is the message. */
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

export const serializeError = ({
	code,
	message,
	fields,
	reason,
	until,
	retryAfterMs,
	rule,
	decided,
	assignedTo,
	servers,
	quota,
	limit,
	used,
}: AppError): WireError => ({
	code,
	message,
	...(fields && { fields }),
	...(reason !== undefined && { reason }),
	...(until !== undefined && { until }),
	...(retryAfterMs !== undefined && { retryAfterMs }),
	...(rule !== undefined && { rule }),
	...(decided && { decided }),
	...(assignedTo !== undefined && { assignedTo }),
	...(servers && { servers }),
	...(quota && { quota }),
	...(limit !== undefined && { limit }),
	...(used !== undefined && { used }),
});
