import { Secret, TOTP } from "otpauth";
import { renderSVG } from "uqr";
import { config } from "../process/config";

const period = 30;
/** Clocks differ: the codes before and after the present one count as well. */
const window = 1;

const totpOf = (secret: Uint8Array, label = "") =>
	new TOTP({
		issuer: config.publicUrl ? new URL(config.publicUrl).hostname : "Hearth",
		label,
		algorithm: "SHA1",
		digits: 6,
		period,
		secret: new Secret({ buffer: Uint8Array.from(secret).buffer }),
	});

export const newSecret = (): Uint8Array => new Secret({ size: 20 }).bytes;

/** The step to which a code belongs; null if it is none of the present ones. */
export function stepOf(secret: Uint8Array, code: string): number | null {
	const digits = code.replace(/[\s-]/g, "");
	if (!/^[0-9]{6}$/.test(digits)) return null;
	const timestamp = Date.now();
	const delta = totpOf(secret).validate({ token: digits, timestamp, window });
	return delta === null ? null : Math.floor(timestamp / 1000 / period) + delta;
}

/** The set-up of an authenticator app: an address, the same as a picture, and the secret to be typed. */
export function setupOf(secret: Uint8Array, username: string): { uri: string; svg: string; secret: string } {
	const totp = totpOf(secret, username);
	const uri = totp.toString();
	return { uri, svg: renderSVG(uri, { ecc: "M", border: 2 }), secret: totp.secret.base32 };
}
