import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isBucket } from "../../process/is-bucket";
import type { S3Settings } from "../../process/s3-settings";
import { S3Client, S3Refusal } from "../../storage/s3-client";
import { BackupError } from "../backup-error";

/** An archive: the path of a file, or `s3://bucket/name`, with the store of that bucket. */
export type ArchivePlace = { file: string; s3?: S3Settings | null | undefined };
export type ArchiveObject = { client: S3Client; name: string; url: string };

const pattern = /^s3:\/\/([a-zA-Z0-9][a-zA-Z0-9._-]+)\/([a-zA-Z0-9._/-]+)$/;
const tries = 3;
const retryMs = 500;

/** The place of an archive that an operator names. */
export const placeOf = (file: string): string => (isBucket(file) ? file : resolve(file));

/** The object of an archive in a bucket; null for a file. */
export function objectAt({ file, s3 }: ArchivePlace): ArchiveObject | null {
	if (!isBucket(file)) return null;
	const [, bucket, name] = pattern.exec(file) ?? [];
	if (!bucket || !name)
		throw new BackupError(
			`${file} names no object of a bucket: it must be s3://bucket/name, of letters, digits, dots, hyphens and underscores.`,
		);
	if (!s3)
		throw new BackupError(`To reach ${file}, set S3_ENDPOINT, S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY of its store.`);
	return { client: new S3Client({ ...s3, bucket }), name, url: file };
}

/** Asks a few times, because a backup is long and a store may be busy. Throws BackupError with the reason. */
export async function patiently<T>(url: string, ask: () => Promise<T>): Promise<T> {
	for (let left = tries - 1; ; left--) {
		try {
			return await ask();
		} catch (error) {
			if (error instanceof BackupError) throw error;
			if (left === 0 || (error instanceof S3Refusal && error.status < 500)) throw unreachable(url, error);
			await sleep(retryMs * (tries - left));
		}
	}
}

function unreachable(url: string, error: unknown): BackupError {
	const reason = error instanceof S3Refusal ? `refuses it (${error.code ?? error.status})` : "does not respond";
	return new BackupError(`The store of ${url} ${reason}.`);
}
