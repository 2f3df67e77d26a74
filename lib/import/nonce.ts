import { createHash } from "node:crypto";

/** Never change it: a source id must get the same nonce in every run. */
const NAMESPACE = Buffer.from("1f0d7c1e6a5b4b7f9a3c5d2e8b417a90", "hex");

/** The UUID (version 5) of a source id. */
export function nonceOf(originalId: string): string {
	const hash = createHash("sha1").update(NAMESPACE).update(originalId).digest("hex");
	const variant = ((Number.parseInt(hash.charAt(16), 16) & 0x3) | 0x8).toString(16);
	return [
		hash.slice(0, 8),
		hash.slice(8, 12),
		`5${hash.slice(13, 16)}`,
		`${variant}${hash.slice(17, 20)}`,
		hash.slice(20, 32),
	].join("-");
}
