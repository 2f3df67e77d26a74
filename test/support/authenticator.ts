import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

type Flags = { userVerified?: boolean; counter?: number; origin?: string; rpId?: string };

const sha256 = (data: Buffer | string) => createHash("sha256").update(data).digest();
const base64url = (data: Buffer) => data.toString("base64url");
const uint = (value: number, bytes: 2 | 4) => {
	const buffer = Buffer.alloc(bytes);
	buffer.writeUIntBE(value, 0, bytes);
	return buffer;
};
/** CBOR: a short text, and bytes of up to 64 kB. */
const cborText = (text: string) => Buffer.concat([Buffer.from([0x60 + text.length]), Buffer.from(text)]);
const cborBytes = (data: Buffer) => Buffer.concat([Buffer.from([0x59]), uint(data.length, 2), data]);

/** A device that makes a passkey and signs with it, as WebAuthn describes it. */
export class Authenticator {
	readonly id = randomBytes(32);
	private readonly publicKey: KeyObject;
	private readonly privateKey: KeyObject;
	private readonly origin: string;

	constructor(url: string) {
		const { origin, port } = new URL(url);
		// The test server listens on an address; browsers allow passkeys only for names.
		this.origin = port ? `http://localhost:${port}` : origin;
		({ publicKey: this.publicKey, privateKey: this.privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" }));
	}

	register(challenge: string, flags: Flags = {}) {
		const { x = "", y = "" } = this.publicKey.export({ format: "jwk" });
		const key = Buffer.concat([
			Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]),
			Buffer.from(x, "base64url"),
			Buffer.from([0x22, 0x58, 0x20]),
			Buffer.from(y, "base64url"),
		]);
		const attested = Buffer.concat([Buffer.alloc(16), uint(this.id.length, 2), this.id, key]);
		const authData = Buffer.concat([this.data(flags, 0x40), attested]);
		const attestationObject = Buffer.concat([
			Buffer.from([0xa3]),
			...[cborText("fmt"), cborText("none"), cborText("attStmt"), Buffer.from([0xa0])],
			...[cborText("authData"), cborBytes(authData)],
		]);
		return this.credential({
			clientDataJSON: base64url(this.clientData("webauthn.create", challenge, flags)),
			attestationObject: base64url(attestationObject),
			transports: ["internal"],
		});
	}

	authenticate(challenge: string, flags: Flags = {}) {
		const clientData = this.clientData("webauthn.get", challenge, flags);
		const data = this.data(flags, 0);
		const signature = sign("sha256", Buffer.concat([data, sha256(clientData)]), this.privateKey);
		return this.credential({
			clientDataJSON: base64url(clientData),
			authenticatorData: base64url(data),
			signature: base64url(signature),
		});
	}

	private credential<Response>(response: Response) {
		const id = base64url(this.id);
		return { id, rawId: id, type: "public-key", clientExtensionResults: {}, response };
	}

	private data({ userVerified = true, counter = 0, rpId = "localhost" }: Flags, more: number): Buffer {
		const flags = 0x01 | (userVerified ? 0x04 : 0) | more;
		return Buffer.concat([sha256(rpId), Buffer.from([flags]), uint(counter, 4)]);
	}

	private clientData(type: string, challenge: string, { origin = this.origin }: Flags): Buffer {
		return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
	}
}
