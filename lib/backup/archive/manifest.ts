import { z } from "zod";

/** The version of the archive format. An archive with a higher one was made by a newer Hearth. */
export const format = 1;

export const names = {
	/** The first entry, so that another product's tar and a newer format are refused at once. */
	header: "hearth.json",
	manifest: "manifest.json",
	/** The last entry: the SHA-256 of the manifest, which lists those of all others. */
	seal: "manifest.sha256",
	secrets: "secrets.json",
} as const;

/** The only names of parts: of a table's rows, and of files. No name is ever used as a path. */
export const partName = /^(?:tables\/([a-z_][a-z0-9_]*)\/\d{6}\.gz|files\/\d{6}|secrets\.json|hearth\.json)$/;

const number = z.number().int();

export const Header = z.object({ product: z.literal("Hearth"), format: z.number().int().positive() });

export const Manifest = z.strictObject({
	format: z.literal(format),
	product: z.literal("Hearth"),
	version: z.string(),
	createdAt: z.iso.datetime(),
	/** PostgreSQL's version, for the reader only: the rows are text that any version reads. */
	postgres: z.string(),
	/** The newest migration of the database, by its time in the journal of migrations. */
	schema: z.strictObject({ migration: number, count: number }),
	tables: z.array(z.strictObject({ name: z.string(), columns: z.array(z.string()), rows: number })),
	/** The last value that each identity has given. */
	sequences: z.record(z.string(), z.strictObject({ table: z.string(), column: z.string(), value: number })),
	channels: z.array(
		z.strictObject({ id: number, lastSeq: number, lastRev: number, messages: number, hash: z.string() }),
	),
	files: z.strictObject({
		count: number,
		bytes: number,
		/** Files that a row names and that the store did not have. */
		missing: number,
		missingKeys: z.array(z.string()),
	}),
	/** Secrets that are not in the archive, because it is not encrypted. */
	missingSecrets: z.array(z.string()),
	parts: z.record(z.string(), z.strictObject({ size: number, sha256: z.string().length(64) })),
});
export type Manifest = z.output<typeof Manifest>;
export type ChannelState = Manifest["channels"][number];

export const Secrets = z.strictObject({ authSecret: z.string() });
export type Secrets = z.output<typeof Secrets>;
