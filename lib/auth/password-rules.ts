import { invalid } from "../errors";
import { lengthOf } from "../text/schema";
import common from "./common-passwords.json";
import { formOf } from "./password";

const minLength = 8;
/** The name of every instance. */
const productName = "hearth";

let known: Set<string> | undefined;
/** Made from one text when it is first needed: as a list it would take most of a megabyte from the start. */
const isCommon = (password: string) => {
	known ??= new Set(common.passwords.split(" "));
	return known.has(password);
};

/**
 * Throws `invalid_request` for a password that is guessed first: one of the 10,000 commonest, or the username or the
 * name of the instance with fewer than 8 other characters.
 */
export function rejectGuessable(field: string, password: string, username: string): void {
	const plain = formOf(password).toLowerCase();
	if (isCommon(plain)) throw invalid({ [field]: "This password is one of the commonest. Choose another." });
	for (const name of [username.toLowerCase(), productName])
		if (plain.includes(name) && lengthOf(plain.replaceAll(name, "")) < minLength)
			throw invalid({ [field]: "This password is mostly a name. Choose another." });
}
