import { existsSync } from "node:fs";
import { chmod, mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { startEmbedded } from "@/db/embedded";
import { dataDirectoryOf } from "@/db/embedded/data-directory";
import type { Archive } from "./archive/archive-reader";
import type { Manifest } from "./archive/manifest";
import { BackupError } from "./backup-error";
import { restore } from "./restore";
import { noFiles } from "./stored-files";

/** A small PostgreSQL, whose data need not survive anything. */
const settings = {
	shared_buffers: "16MB",
	max_connections: "5",
	fsync: "off",
	full_page_writes: "off",
	synchronous_commit: "off",
	maintenance_work_mem: "32MB",
	max_wal_size: "64MB",
	autovacuum: "off",
};

/**
 * Restores an archive into a PostgreSQL that is thrown away, as an operator would, and compares every channel with it.
 * Throws what the restore throws, and if the doctor finds that the instance itself is damaged.
 */
export async function rehearse(archive: Archive, folder: string): Promise<Manifest> {
	await discard(folder);
	await mkdir(folder, { recursive: true });
	// If Hearth runs as root, PostgreSQL runs under another account.
	await chmod(folder, 0o755);
	let stop = async () => {};
	try {
		const { manifest, findings } = await restore({
			archive,
			async database() {
				const embedded = await startEmbedded(folder, () => {}, settings);
				stop = embedded.stop;
				return embedded.options;
			},
			files: noFiles,
			keepSecrets: async () => false,
		});
		const [damage] = findings.filter(({ isFixed }) => !isFixed);
		if (damage)
			throw new BackupError(`The backup can be restored, and is damaged like its original: ${damage.problem}`);
		return manifest;
	} finally {
		await stop();
		await discard(folder);
	}
}

/** Also what a rehearsal that was killed has left. */
async function discard(folder: string): Promise<void> {
	if (!existsSync(folder)) return;
	// As root the database may be elsewhere.
	const place = dataDirectoryOf(folder);
	if (dirname(place) !== folder && existsSync(join(folder, "database-place")))
		await rm(place, { recursive: true, force: true });
	await rm(folder, { recursive: true, force: true });
}
