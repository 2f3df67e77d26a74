import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { appState } from "../process/app-state";

const ivBytes = 12;
const tagBytes = 16;

/** Derived, so that the secret of the session cookies encrypts nothing else. */
const key = () => Buffer.from(hkdfSync("sha256", appState().secret, "", "hearth second factors", 32));

/** Encrypts the secret of a user with AES-256-GCM. It can be opened for this user alone. */
export function seal(secret: Uint8Array, userId: number): Buffer {
	const iv = randomBytes(ivBytes);
	const cipher = createCipheriv("aes-256-gcm", key(), iv).setAAD(Buffer.from(String(userId)));
	const sealed = Buffer.concat([cipher.update(secret), cipher.final()]);
	return Buffer.concat([iv, cipher.getAuthTag(), sealed]);
}

/** The secret; null if it is another user's, or was sealed under another secret of the instance. */
export function unseal(sealed: Buffer, userId: number): Buffer | null {
	try {
		const decipher = createDecipheriv("aes-256-gcm", key(), sealed.subarray(0, ivBytes), { authTagLength: tagBytes })
			.setAAD(Buffer.from(String(userId)))
			.setAuthTag(sealed.subarray(ivBytes, ivBytes + tagBytes));
		return Buffer.concat([decipher.update(sealed.subarray(ivBytes + tagBytes)), decipher.final()]);
	} catch {
		return null;
	}
}
