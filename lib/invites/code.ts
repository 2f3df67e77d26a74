import { randomInt } from "node:crypto";

/** The digits and letters without those that look alike: 0, O, I and l. */
const alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const length = 12;

/** A new code: 70 random bits, so that nobody finds one by trying. */
export const newCode = (): string => Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join("");

export const isCode = (text: string): boolean => /^[1-9A-HJ-NP-Za-km-z]{12}$/.test(text);
