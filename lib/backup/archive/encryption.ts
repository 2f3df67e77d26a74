import { readFile } from "node:fs/promises";
import { Readable } from "node:stream";
import type { BackupSettings } from "../../process/backup-settings";
import { BackupError } from "../backup-error";

/** The first bytes of every file in the format of age. */
export const ageMagic = Buffer.from("age-encryption.org/v1\n");

/**
 * The work factor of a passphrase. Deriving the key takes 64 MB and a quarter of a second; each step up doubles both.
 */
const workFactor = 16;

type Bytes = AsyncIterable<Uint8Array>;
export type Encrypt = (plain: Bytes) => Promise<Bytes>;
export type EncryptionSettings = Pick<BackupSettings, "recipient" | "passphraseFile" | "identityFile">;

/** Whether new archives are encrypted. */
export const encrypts = ({ recipient, passphraseFile }: EncryptionSettings): boolean =>
	Boolean(recipient ?? passphraseFile);

/** Encrypts archives according to the settings; null if they are not encrypted. */
export async function encryption(settings: EncryptionSettings): Promise<Encrypt | null> {
	if (!encrypts(settings)) return null;
	const { recipient, passphraseFile } = settings;
	const { Encrypter } = await import("age-encryption");
	const encrypter = new Encrypter();
	if (recipient) encrypter.addRecipient(recipient);
	else {
		encrypter.setPassphrase(await passphrase(passphraseFile ?? ""));
		encrypter.setScryptWorkFactor(workFactor);
	}
	return async (plain) => bytesOf(await encrypter.encrypt(streamOf(plain)));
}

/** The plain bytes of an archive, which may be encrypted. */
export async function decrypted(source: Bytes, settings: EncryptionSettings): Promise<Bytes> {
	const { Decrypter } = await import("age-encryption");
	const decrypter = new Decrypter();
	if (settings.identityFile)
		for (const identity of await identities(settings.identityFile)) decrypter.addIdentity(identity);
	if (settings.passphraseFile) decrypter.addPassphrase(await passphrase(settings.passphraseFile));
	if (!settings.identityFile && !settings.passphraseFile)
		throw new BackupError(
			"The archive is encrypted: name its key with BACKUP_IDENTITY_FILE or BACKUP_PASSPHRASE_FILE.",
		);
	try {
		return bytesOf(await decrypter.decrypt(streamOf(source)));
	} catch (error) {
		const reason = error instanceof Error ? error.message : "an unknown error";
		throw new BackupError(`The archive cannot be decrypted with this key: ${reason}.`);
	}
}

async function passphrase(file: string): Promise<string> {
	const text = (await readSetting("BACKUP_PASSPHRASE_FILE", file)).trim();
	if (text.length < 12)
		throw new BackupError("The passphrase in BACKUP_PASSPHRASE_FILE must hold at least 12 characters.");
	return text;
}

async function identities(file: string): Promise<string[]> {
	const lines = (await readSetting("BACKUP_IDENTITY_FILE", file)).split("\n").map((line) => line.trim());
	const found = lines.filter((line) => line.startsWith("AGE-SECRET-KEY-"));
	if (found.length === 0) throw new BackupError("BACKUP_IDENTITY_FILE holds no line that begins with AGE-SECRET-KEY-.");
	return found;
}

async function readSetting(name: string, file: string): Promise<string> {
	return readFile(file, "utf8").catch((error) => {
		throw new BackupError(`${name} cannot be read: ${error.message}.`);
	});
}

const streamOf = (bytes: Bytes) =>
	Readable.toWeb(Readable.from(bytes, { objectMode: false })) as ReadableStream<Uint8Array>;

async function* bytesOf(stream: ReadableStream<Uint8Array>): Bytes {
	const reader = stream.getReader();
	try {
		for (;;) {
			const { done, value } = await reader.read();
			if (done) return;
			yield value;
		}
	} finally {
		await reader.cancel().catch(() => {});
	}
}
