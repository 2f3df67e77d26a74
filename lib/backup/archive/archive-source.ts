import { createReadStream } from "node:fs";
import { access, constants } from "node:fs/promises";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { BackupError } from "../backup-error";
import { type ArchiveObject, type ArchivePlace, objectAt, patiently } from "./archive-place";

/** An object is read in pieces, each by a request: whatever takes its bytes may pause for as long as it likes. */
const pieceBytes = 8 * 1024 * 1024;
const fileChunkBytes = 256 * 1024;

/** The bytes of an archive. Throws BackupError if there is none. */
export async function openSource(place: ArchivePlace): Promise<Readable> {
	const object = objectAt(place);
	if (object) return Readable.from(piecesOf(object), { objectMode: false });
	await access(place.file, constants.R_OK).catch((error) => {
		throw new BackupError(`${place.file} cannot be read: ${error.message}.`);
	});
	return createReadStream(place.file, { highWaterMark: fileChunkBytes });
}

async function* piecesOf({ client, name, url }: ArchiveObject): AsyncIterable<Buffer> {
	for (let from = 0, total = 1; from < total; ) {
		const range = `bytes=${from}-${from + pieceBytes - 1}`;
		const piece = await patiently(url, async () => {
			const answer = await client.ask({ method: "GET", path: `/${name}`, headers: { Range: range } });
			if (answer.statusCode === 206) {
				total = Number(/\/(\d+)$/.exec(answer.headers["content-range"] ?? "")?.[1] ?? 0);
				return buffer(answer);
			}
			const refusal = await client.refusal(answer);
			throw refusal.status === 404 ? new BackupError(`${url} cannot be read: there is no such object.`) : refusal;
		});
		if (piece.length === 0) throw new BackupError(`The store of ${url} sends no bytes.`);
		from += piece.length;
		yield piece;
	}
}
