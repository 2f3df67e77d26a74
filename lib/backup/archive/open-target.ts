import { mkdir, open, rename, rm, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { BackupError } from "../backup-error";
import { type ArchivePlace, objectAt } from "./archive-place";
import type { ArchiveTarget } from "./archive-target";
import { ObjectUpload } from "./object-upload";

/** How much may wait for the disk: a commit of a database on the same disk waits until all of it is written. */
const maxUnsyncedBytes = 16 * 1024 * 1024;

type Bytes = AsyncIterable<Uint8Array>;
export type TargetOptions = ArchivePlace & {
	/** The share of the disk that stays free. */
	minFreeShare: number;
};

export async function openTarget(options: TargetOptions): Promise<ArchiveTarget> {
	const object = objectAt(options);
	if (object) return new ObjectUpload(object);
	await mkdir(dirname(options.file), { recursive: true, mode: 0o700 });
	return new FileTarget(options.file, options.minFreeShare);
}

/** A file beside its final name. */
class FileTarget implements ArchiveTarget {
	private readonly draft: string;

	constructor(
		private readonly file: string,
		private readonly minFreeShare: number,
	) {
		this.draft = `${file}.partial`;
	}

	/** Part of the disk stays free for the database and for uploads. */
	async requireSpace(bytes: number): Promise<void> {
		const folder = dirname(this.file);
		const { bavail, blocks, bsize } = await statfs(folder);
		if ((bavail * bsize - bytes) / (blocks * bsize) >= this.minFreeShare) return;
		const percent = Math.round(this.minFreeShare * 100);
		throw new BackupError(
			`The disk that holds ${folder} would have less than ${percent} % free: free some space, or name another disk with BACKUP_DIR.`,
		);
	}

	async write(bytes: Bytes): Promise<number> {
		await rm(this.draft, { force: true });
		const file = await open(this.draft, "wx", 0o600);
		try {
			let size = 0;
			let synced = 0;
			for await (const chunk of bytes) {
				await file.writeFile(chunk);
				size += chunk.length;
				if (size - synced < maxUnsyncedBytes) continue;
				await file.datasync();
				synced = size;
			}
			await file.sync();
			return size;
		} finally {
			await file.close();
		}
	}

	async complete(): Promise<void> {
		await rename(this.draft, this.file);
		await syncFolder(dirname(this.file));
	}

	abandon(): Promise<void> {
		return rm(this.draft, { force: true });
	}
}

async function syncFolder(folder: string): Promise<void> {
	const handle = await open(folder, "r");
	await handle.sync().finally(() => handle.close());
}
