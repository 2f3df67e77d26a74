import { join, resolve } from "node:path";
import { z } from "zod";
import { optional } from "./optional-setting";

/** Where backups are, and with which key. */
export type BackupSettings = {
	folder: string;
	recipient: string | undefined;
	passphraseFile: string | undefined;
	identityFile: string | undefined;
};

const recipient = z.string().regex(/^age1[a-z0-9]+$/, "must be a recipient of age, age1…");

export const backups = {
	BACKUP_DIR: optional(z.string()).meta({
		preset: null,
		description:
			"The folder for backups, best on another disk; see [Backups](docs/backups.md). Unset: `backups` in the data folder.",
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
		description: "The file with the secret key of `BACKUP_RECIPIENT`, for verifying and restoring on this machine.",
	}),
};

type Given = z.output<z.ZodObject<typeof backups>>;

export const readBackups = (given: Given, dataDir: string): BackupSettings => ({
	folder: resolve(given.BACKUP_DIR ?? join(dataDir, "backups")),
	recipient: given.BACKUP_RECIPIENT,
	passphraseFile: given.BACKUP_PASSPHRASE_FILE,
	identityFile: given.BACKUP_IDENTITY_FILE,
});
