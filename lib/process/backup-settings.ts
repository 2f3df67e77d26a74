import { join, resolve } from "node:path";
import { z } from "zod";
import { isBucket } from "./is-bucket";
import { optional } from "./optional-setting";
import type { S3Settings } from "./s3-settings";

/** Where and how often backups are made, and with which key. */
export type BackupSettings = {
	/** A folder, or `s3://bucket/prefix`. */
	folder: string;
	/** The store of buckets for backups, with the keys of that for files. */
	s3: S3Settings | null;
	/** Null if no backup is made by itself. */
	everyMs: number | null;
	keep: { days: number; weeks: number };
	/** Null if no backup is tried by itself. */
	rehearseEveryMs: number | null;
	recipient: string | undefined;
	passphraseFile: string | undefined;
	identityFile: string | undefined;
};

const unitMs = { h: 3_600_000, d: 86_400_000 };

/** `24h`, `7d` or `off`; null for the last. */
const interval = z
	.string()
	.regex(/^([1-9]\d{0,3}[hd]|off)$/, "must be a time such as 24h or 7d, or off")
	.transform((text) => {
		const [, count, unit] = /^(\d+)([hd])$/.exec(text) ?? [];
		return count && (unit === "h" || unit === "d") ? Number(count) * unitMs[unit] : null;
	});

/** How many daily and weekly backups are kept: `7d 4w`. */
const keep = z
	.string()
	.regex(/^[1-9]\d{0,2}d \d{1,3}w$/, "must be the number of daily and weekly backups to keep, such as 7d 4w")
	.transform((text) => {
		const [days = 7, weeks = 4] = (text.match(/\d+/g) ?? []).map(Number);
		return { days, weeks };
	});

/** A prefix is part of requests' paths as it is. */
const place = z
	.string()
	.refine(
		(text) => !text.includes("://") || /^s3:\/\/[a-zA-Z0-9][a-zA-Z0-9._-]+(\/[a-zA-Z0-9._-]+)*\/?$/.test(text),
		"must be a folder, or s3://bucket/prefix of letters, digits, dots, hyphens and underscores",
	);

const recipient = z.string().regex(/^age1[a-z0-9]+$/, "must be a recipient of age, age1…");

export const backups = {
	BACKUP_DIR: optional(place).meta({
		preset: null,
		description:
			"The folder for backups, best on another disk, or `s3://bucket/prefix` in the store of `S3_ENDPOINT`; see [Backups](docs/backups.md). Unset: `backups` in the data folder.",
	}),
	BACKUP_EVERY: optional(interval).meta({
		preset: "24h",
		description: "How often a backup is made by itself, such as `24h` or `7d`; `off` for never.",
	}),
	BACKUP_KEEP: optional(keep).meta({
		preset: "7d 4w",
		description: "How many backups are kept: the last of each of 7 days, and of each of 4 weeks.",
	}),
	BACKUP_RECIPIENT: optional(recipient).meta({
		preset: null,
		description: "Encrypts backups for the holder of a key of [age](https://age-encryption.org), `age1…`.",
	}),
	BACKUP_PASSPHRASE_FILE: optional(z.string()).meta({
		preset: null,
		description: "Encrypts backups with the passphrase in this file; at least 12 characters.",
	}),
	BACKUP_IDENTITY_FILE: optional(z.string()).meta({
		preset: null,
		description: "The file with the secret key of `BACKUP_RECIPIENT`, for restoring and rehearsing on this machine.",
	}),
	REHEARSE_EVERY: optional(interval).meta({
		preset: "7d",
		description:
			"How often the newest backup is restored into a database that is thrown away, to see that it can be; `off` for never.",
	}),
};

type Given = z.output<z.ZodObject<typeof backups>> & { NODE_ENV?: string | undefined };

/** While the product is developed, nothing is backed up by itself. */
export function readBackups(given: Given, dataDir: string, s3: S3Settings | null): BackupSettings {
	const usual = (ms: number) => (given.NODE_ENV === "development" ? null : ms);
	return {
		folder: isBucket(given.BACKUP_DIR)
			? given.BACKUP_DIR
			: resolve(/* turbopackIgnore: true */ given.BACKUP_DIR ?? join(dataDir, "backups")),
		s3,
		everyMs: given.BACKUP_EVERY === undefined ? usual(unitMs.d) : given.BACKUP_EVERY,
		keep: given.BACKUP_KEEP ?? { days: 7, weeks: 4 },
		rehearseEveryMs: given.REHEARSE_EVERY === undefined ? usual(7 * unitMs.d) : given.REHEARSE_EVERY,
		recipient: given.BACKUP_RECIPIENT,
		passphraseFile: given.BACKUP_PASSPHRASE_FILE,
		identityFile: given.BACKUP_IDENTITY_FILE,
	};
}
