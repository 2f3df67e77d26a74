import { z } from "zod";

/** Safe in every path: begins and ends with a letter or digit, and has no two dots in a row. */
export const isUsername = /^(?!.*\.\.)[a-z0-9][a-z0-9_.]{0,30}[a-z0-9]$/;

/** A username that a user chooses. */
export const Username = z
	.string("Must be text.")
	.trim()
	.toLowerCase()
	.regex(/^[a-z0-9_.]{2,32}$/, "Use 2 to 32 letters a–z, digits, dots or underscores.")
	.regex(isUsername, "Begin and end with a letter or digit, and put no two dots in a row.");
