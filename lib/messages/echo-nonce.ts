import { createHash } from "node:crypto";

/** Derives the nonce of a broadcast from its reply's, so that sending again finds it. */
export function echoNonce(nonce: string): string {
	const hex = createHash("sha256").update(`echo ${nonce}`).digest("hex");
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
