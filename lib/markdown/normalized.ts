/** Combining characters: marks, and the Katakana signs that become marks in a compatibility form. */
const endless = /([\p{M}\uFF9E\uFF9F]{16})[\p{M}\uFF9E\uFF9F]+/gu;

/**
 * The text in this Unicode normalization form. Sorting the marks of one letter takes time quadratic in their number, so
 * marks beyond the number any script uses are removed.
 */
export const normalized = (text: string, form: "NFC" | "NFD" | "NFKC" | "NFKD"): string =>
	text.replace(endless, "$1").normalize(form);
