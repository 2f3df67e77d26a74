import { z } from "zod";
import { toLines, toSingleLine } from "./single-line";

// biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is what PostgreSQL cannot store
const UNSTORABLE = /\u0000|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;
/** White space, and what takes no room on a screen: format characters, joiners, fillers, blank Braille. */
const INVISIBLE = /[\s\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cf}\u2800\u3164\u115F\u1160]/gu;

export const isStorable = (text: string) => !UNSTORABLE.test(text);
export const isBlank = (text: string) => text.replace(INVISIBLE, "") === "";
/** Length as people and PostgreSQL count: code points. */
export const lengthOf = (text: string) => {
	let n = 0;
	for (const _ of text) n++;
	return n;
};

/** Text of `min` to `max` code points after trimming; with min ≥ 1, blank text counts as empty. */
export const text = (min: number, max: number) => prepared(min, max, (value) => value);

/** The same for what stands within a line of others: a name, a topic. What could disturb them is taken out. */
export const line = (min: number, max: number) => prepared(min, max, toSingleLine);

/** The same for a description, which may have several lines. */
export const lines = (min: number, max: number) => prepared(min, max, toLines);

/** The same after `prepare`. */
export const prepared = (min: number, max: number, prepare: (value: string) => string) =>
	z
		.string("Must be text.")
		// No more is prepared than could be right: marks and joiners that are taken out stand for little.
		.max(max * 40, `Use ${max} characters or fewer.`)
		.transform((value) => (isStorable(value) ? prepare(value.trim()).trim() : value))
		.superRefine((value, context) => {
			const refuse = (message: string) => context.addIssue({ code: "custom", message });
			if (!isStorable(value)) refuse("Contains characters that cannot be stored.");
			else if (min > 0 && isBlank(value)) refuse("Must not be empty.");
			else if (value.length > max * 2 || lengthOf(value) > max) refuse(`Use ${max} characters or fewer.`);
			else if (lengthOf(value) < min) refuse(`Use ${min} characters or more.`);
		});

export const id = z.int("Must be an id.").min(1, "Must be an id.");
export const nonce = z.guid("Must be a UUID.").transform((value) => value.toLowerCase());
