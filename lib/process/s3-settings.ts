import { z } from "zod";
import { isBucket } from "./is-bucket";
import { optional, url } from "./optional-setting";

/** The settings of an S3-compatible store. */
export const s3Settings = {
	S3_ENDPOINT: optional(url("http:", "https:")).meta({
		preset: null,
		description:
			"Stores files in any S3-compatible store instead of a folder, addressed as `endpoint/bucket`; see [Attachments](docs/operating.md#attachments).",
	}),
	S3_REGION: optional(z.string()).meta({
		preset: "us-east-1",
		description: "The region of the S3 store.",
	}),
	S3_BUCKET: optional(z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9._-]+$/, "must be the name of a bucket")).meta({
		preset: null,
		description: "The name of the bucket; you create it beforehand.",
	}),
	S3_ACCESS_KEY_ID: optional(z.string()).meta({
		preset: null,
		description: "The access key of the S3 store.",
	}),
	S3_SECRET_ACCESS_KEY: optional(z.string()).meta({
		preset: null,
		description: "The secret key of the S3 store.",
	}),
};

type Given = z.output<z.ZodObject<typeof s3Settings>> & { BACKUP_DIR?: string | undefined };

export type S3Settings = {
	endpoint: string;
	region: string;
	bucket: string;
	accessKeyId: string;
	secretAccessKey: string;
};

/**
 * All of the S3 settings or none: a missing one would only be noticed with the first file. With backups in a bucket, the
 * files need none.
 */
export function readS3(
	given: Given,
	reject: (sentence: string) => never,
): { files: S3Settings | null; store: S3Settings | null } {
	const { S3_ENDPOINT, S3_REGION, S3_BUCKET, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY, BACKUP_DIR } = given;
	const ofStore = { S3_ENDPOINT, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY };
	const hasBackups = isBucket(BACKUP_DIR);
	const needed = hasBackups ? ofStore : { ...ofStore, S3_BUCKET };
	if (!hasBackups && Object.values(needed).every((value) => value === undefined)) return { files: null, store: null };
	const missing = Object.entries(needed).find(([, value]) => value === undefined);
	if (missing)
		reject(
			`${missing[0]} must be set where ${hasBackups ? "backups" : "files"} are to live in an S3-compatible store.`,
		);
	const store = {
		endpoint: S3_ENDPOINT?.replace(/\/+$/, "") ?? "",
		region: S3_REGION ?? "us-east-1",
		bucket: S3_BUCKET ?? "",
		accessKeyId: S3_ACCESS_KEY_ID ?? "",
		secretAccessKey: S3_SECRET_ACCESS_KEY ?? "",
	};
	return { files: S3_BUCKET === undefined ? null : store, store };
}
