import { z } from "zod";
import { isBlank, isStorable, lengthOf, text } from "../text/schema";

/**
 * The maximum length of the source's ids for messages, channels and authors. They are kept unchanged, because two of
 * them must never be merged.
 */
const maxNameLength = 500;
const name = z.string("must be text").superRefine((value, context) => {
	const refuse = (message: string) => context.addIssue({ code: "custom", message });
	if (!isStorable(value)) refuse("contains characters that cannot be stored");
	else if (isBlank(value)) refuse("is empty");
	else if (value.length > maxNameLength * 2 || lengthOf(value) > maxNameLength)
		refuse(`is over ${maxNameLength} characters`);
});

const at = z.iso
	.datetime({ offset: true, error: "must be a time like 2004-12-25T09:14:02.000Z" })
	.transform((value) => new Date(value))
	.refine(
		(date) => date.getUTCFullYear() >= 1 && date.getUTCFullYear() <= 9999,
		"must be a time between the years 1 and 9999",
	);

const ParsedLine = z.object({
	id: name,
	channel: name,
	at,
	author: name,
	text: text(1, 4000),
	replyTo: z.string("must be an id or null").nullish(),
});
export type ParsedLine = z.output<typeof ParsedLine>;

/** A line of the file, or the reason it is bad. */
export function parseLine(line: string | null): ParsedLine | { wrong: string } {
	if (line === null) return { wrong: "is too long, or not UTF-8" };
	let value: unknown;
	try {
		value = JSON.parse(line);
	} catch {
		return { wrong: "is not JSON" };
	}
	const parsed = ParsedLine.safeParse(value);
	if (parsed.success) return parsed.data;
	const issue = parsed.error.issues[0];
	const field = issue?.path[0];
	if (field === undefined) return { wrong: "is not an object" };
	return { wrong: `${String(field)}: ${asClause(issue?.message ?? "is wrong")}` };
}

/** A message's validation errors are sentences; here they follow a line's number. */
function asClause(message: string): string {
	return (message.charAt(0).toLowerCase() + message.slice(1)).replace(/\.$/, "");
}
