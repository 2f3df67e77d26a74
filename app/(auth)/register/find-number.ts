import { sha256 } from "@noble/hashes/sha2.js";
import type { Challenge } from "@/lib/realtime/protocol";

/**
 * The number that solves a challenge; null if none does. The browser's own SHA-256 exists only on https, and takes
 * longer for texts as short as these, because each of its results is a promise.
 */
export function findNumber({ salt, hash, maxNumber }: Pick<Challenge, "salt" | "hash" | "maxNumber">): number | null {
	const wanted = Uint8Array.from(hash.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
	const start = new TextEncoder().encode(salt);
	const text = new Uint8Array(start.length + String(maxNumber).length);
	text.set(start);
	for (let number = 0; number <= maxNumber; number++) {
		const digits = String(number);
		for (let n = 0; n < digits.length; n++) text[start.length + n] = digits.charCodeAt(n);
		const found = sha256(text.subarray(0, start.length + digits.length));
		if (found[0] === wanted[0] && found.every((byte, n) => byte === wanted[n])) return number;
	}
	return null;
}
