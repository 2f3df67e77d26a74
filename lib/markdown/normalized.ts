/** What combines with the letter before it: marks, and the Katakana signs that become marks in a compatible form. */
const endless = /([\p{M}\uFF9E\uFF9F]{16})[\p{M}\uFF9E\uFF9F]+/gu;

/**
 * The text in this form of Unicode. Putting marks on one letter in order takes time that grows with the square of how many
 * there are: of more than any writing has, the rest is left out.
 */
export const normalized = (text: string, form: "NFC" | "NFD" | "NFKC" | "NFKD"): string =>
	text.replace(endless, "$1").normalize(form);
