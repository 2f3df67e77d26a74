import { z } from "zod";
import { mayFit, toLines, toSingleLine } from "./single-line";

// biome-ignore lint/suspicious/noControlCharactersInRegex: PostgreSQL cannot store NUL
const UNSTORABLE = /\u0000|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;
/** White space, and invisible characters: format characters, joiners, fillers, blank Braille. */
const INVISIBLE = /[\s\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cf}\u2800\u3164\u115F\u1160]/gu;

export const isStorable = (text: string) => !UNSTORABLE.test(text);
export const isBlank = (text: string) => text.replace(INVISIBLE, "") === "";
/** The length as users and PostgreSQL count it: in code points. */
export const lengthOf = (text: string) => {
	let n = 0;
	for (const _ of text) n++;
	return n;
};

/** Text of `min` to `max` code points after trimming; with min ≥ 1, blank text counts as empty. */
export const text = (min: number, max: number) => normalized(min, max, (value) => value);

/** Single-line text such as a name or a topic. Characters that could disturb the text around it are removed. */
export const line = (min: number, max: number) => normalized(min, max, toSingleLine);

/** Text of several lines, such as a description. */
export const lines = (min: number, max: number) => normalized(min, max, toLines);

/** Text whose length is checked after `normalize`. */
export const normalized = (min: number, max: number, normalize: (value: string) => string) =>
	z
		.string("Must be text.")
		// Normalizing may be slow, so text that is too long in any case is left as it is.
		.max(max * 40, `Use ${max} characters or fewer.`)
		.transform((value) => (isStorable(value) && mayFit(value, max) ? normalize(value.trim()).trim() : value))
		.superRefine((value, context) => {
			const refuse = (message: string) => context.addIssue({ code: "custom", message });
			if (!isStorable(value)) refuse("Contains characters that cannot be stored.");
			else if (min > 0 && isBlank(value)) refuse("Must not be empty.");
			else if (value.length > max * 2 || lengthOf(value) > max) refuse(`Use ${max} characters or fewer.`);
			else if (lengthOf(value) < min) refuse(`Use ${min} characters or more.`);
		});

export const id = z.int("Must be an id.").min(1, "Must be an id.");
export const nonce = z.guid("Must be a UUID.").transform((value) => value.toLowerCase());
/** A time that has not come yet. */
export const futureTime = z.iso
	.datetime("Must be a time.")
	.transform((value) => new Date(value))
	.refine((time) => time.getTime() > Date.now(), "Must be ahead.");
