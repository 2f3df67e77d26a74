import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { extract } from "tar-stream";
import { BackupError } from "../backup-error";
import type { ArchivePlace } from "./archive-place";
import { openSource } from "./archive-source";
import { sha256 } from "./archive-writer";
import { ageMagic, decrypted, type EncryptionSettings } from "./encryption";
import { format, Header, Manifest, names, partName, Secrets } from "./manifest";

type Entry = { name: string; content: Readable };
export type Archive = { file: string; settings: EncryptionSettings & Pick<ArchivePlace, "s3"> };

/** The largest manifest, header or secret: it is read into memory. */
const maxDocumentBytes = 512 * 1024 * 1024;

/** All entries in their order. The content of each must be read before the next one. */
export async function* entriesOf({ file, settings }: Archive): AsyncIterable<Entry> {
	const { source: bytes, isEncrypted } = await opened({ file, s3: settings.s3 });
	const source = isEncrypted ? Readable.from(await decrypted(bytes, settings), { objectMode: false }) : bytes;
	const tar = extract();
	const read = pipeline(source, tar);
	// The loop below fails with it.
	read.catch(() => {});
	try {
		for await (const entry of tar) {
			yield { name: entry.header.name, content: Readable.from(bytesOf(entry, file), { objectMode: false }) };
			entry.resume();
		}
		await read;
	} catch (error) {
		throw unreadable(error, file);
	} finally {
		source.destroy();
	}
}

/** The bytes of an archive, of which the first ones show whether it is encrypted. */
async function opened(place: ArchivePlace): Promise<{ source: Readable; isEncrypted: boolean }> {
	const bytes = await openSource(place);
	const chunks = bytes[Symbol.asyncIterator]();
	const { value: first = Buffer.alloc(0) } = await chunks.next();
	const source = Readable.from(startingWith(first, { [Symbol.asyncIterator]: () => chunks }), { objectMode: false });
	return { source, isEncrypted: ageMagic.equals(first.subarray(0, ageMagic.length)) };
}

async function* startingWith(first: Buffer, rest: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
	yield first;
	yield* rest;
}

async function* bytesOf(entry: AsyncIterable<unknown>, file: string): AsyncIterable<unknown> {
	try {
		yield* entry;
	} catch (error) {
		throw unreadable(error, file);
	}
}

function unreadable(error: unknown, file: string): BackupError {
	if (error instanceof BackupError) return error;
	const reason = error instanceof Error ? error.message : "an unknown error";
	return new BackupError(`${file} is damaged or is no backup: ${reason}.`);
}

/**
 * Reads the whole archive and compares every part with the manifest. Everything that uses an archive calls it first.
 * Throws BackupError.
 */
export async function verify(archive: Archive): Promise<Manifest> {
	const found: Manifest["parts"] = {};
	const documents = new Map<string, Buffer>();
	let isFirst = true;
	for await (const { name, content } of entriesOf(archive)) {
		if (isFirst && name !== names.header) throw new BackupError(`${archive.file} is no backup of Hearth.`);
		if (name === names.manifest || name === names.seal) documents.set(name, await document(content));
		else if (!partName.test(name) || found[name])
			throw damaged(archive, `it holds an unknown entry, ${name.slice(0, 80)}`);
		else if (isFirst) {
			const header = await document(content);
			requireFormat(archive, header);
			found[name] = { size: header.length, sha256: sha256(header) };
		} else found[name] = await measure(content);
		isFirst = false;
	}
	const manifest = manifestIn(archive, documents);
	for (const [name, part] of Object.entries(manifest.parts)) {
		const actual = found[name];
		if (!actual) throw damaged(archive, `the part ${name} is missing`);
		if (actual.size !== part.size || actual.sha256 !== part.sha256)
			throw damaged(archive, `the part ${name} has changed`);
	}
	const unknown = Object.keys(found).find((name) => !manifest.parts[name]);
	if (unknown) throw damaged(archive, `the part ${unknown} is not in its manifest`);
	return manifest;
}

/** The secrets of an archive that was verified; null if it has none. */
export async function readSecrets(archive: Archive, { parts }: Manifest): Promise<Secrets | null> {
	if (!parts[names.secrets]) return null;
	for await (const { name, content } of entriesOf(archive))
		if (name === names.secrets) return Secrets.parse(JSON.parse(String(await document(content))));
	return null;
}

function requireFormat(archive: Archive, header: Buffer): void {
	const parsed = Header.safeParse(jsonIn(header));
	if (!parsed.success) throw new BackupError(`${archive.file} is no backup of Hearth.`);
	if (parsed.data.format > format)
		throw new BackupError(`${archive.file} was made by a newer version of Hearth: install that version first.`);
}

function manifestIn(archive: Archive, documents: Map<string, Buffer>): Manifest {
	const content = documents.get(names.manifest);
	const seal = documents.get(names.seal);
	if (!content || !seal) throw damaged(archive, "its end is missing");
	if (sha256(content) !== String(seal)) throw damaged(archive, "its manifest has changed");
	const manifest = Manifest.safeParse(jsonIn(content));
	if (!manifest.success) throw damaged(archive, "its manifest cannot be read");
	return manifest.data;
}

const damaged = ({ file }: Archive, reason: string) => new BackupError(`${file} is damaged: ${reason}.`);

function jsonIn(content: Buffer): unknown {
	try {
		return JSON.parse(String(content));
	} catch {
		return undefined;
	}
}

async function document(content: Readable): Promise<Buffer> {
	const read: Buffer[] = [];
	let size = 0;
	for await (const chunk of content) {
		size += chunk.length;
		if (size > maxDocumentBytes) throw new BackupError("The manifest of the archive is too large.");
		read.push(chunk);
	}
	return Buffer.concat(read);
}

async function measure(content: Readable): Promise<{ size: number; sha256: string }> {
	const hash = createHash("sha256");
	let size = 0;
	for await (const chunk of content) {
		hash.update(chunk);
		size += chunk.length;
	}
	return { size, sha256: hash.digest("hex") };
}
