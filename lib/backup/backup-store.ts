import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { BackupSettings } from "../process/backup-settings";
import { isBucket } from "../process/is-bucket";
import { elementOf, elementsOf, S3Client } from "../storage/s3-client";
import { patiently } from "./archive/archive-place";
import { type StoredArchive, timeOf, toKeep } from "./archive-names";

type Place = Pick<BackupSettings, "folder" | "s3">;

/** The place that BACKUP_DIR names. Objects with other names than those of backups are left alone. */
export type BackupStore = {
	/** The backups, latest first. Throws BackupError if a bucket cannot be asked. */
	list(): Promise<StoredArchive[]>;
	remove(name: string): Promise<void>;
	/** Removes what a backup that was killed has left. Only while no backup is written. */
	removePartial(): Promise<void>;
	/** The place of an archive, for the functions that read and write it. */
	fileOf(name: string): string;
};

export const openBackupStore = ({ folder, s3 }: Place): BackupStore =>
	s3 && isBucket(folder) ? new BackupBucket(folder, s3) : new BackupFolder(folder);

/** Deletes the backups that need not be kept. */
export async function prune(store: BackupStore, keep: BackupSettings["keep"]): Promise<void> {
	const archives = await store.list();
	const kept = toKeep(archives, keep);
	for (const archive of archives) if (!kept.has(archive)) await store.remove(archive.name);
}

class BackupFolder implements BackupStore {
	constructor(private readonly folder: string) {}

	fileOf(name: string): string {
		return join(this.folder, name);
	}

	async list(): Promise<StoredArchive[]> {
		const names = await readdir(this.folder).catch(() => []);
		const found: StoredArchive[] = [];
		for (const name of names) {
			const file = timeOf(name) && (await stat(this.fileOf(name)).catch(() => null));
			if (file?.isFile()) found.push(...archivesOf([{ name, bytes: file.size }]));
		}
		return found.sort(byName);
	}

	async remove(name: string): Promise<void> {
		await rm(this.fileOf(name), { force: true });
	}

	async removePartial(): Promise<void> {
		for (const name of await readdir(this.folder).catch(() => []))
			if (name.endsWith(".partial") && timeOf(name.slice(0, -".partial".length))) await this.remove(name);
	}
}

class BackupBucket implements BackupStore {
	private readonly client: S3Client;
	/** Empty, or ends with a slash. */
	private readonly prefix: string;

	constructor(
		private readonly url: string,
		s3: NonNullable<Place["s3"]>,
	) {
		const [bucket = "", ...path] = url.slice("s3://".length).split("/");
		this.client = new S3Client({ ...s3, bucket });
		this.prefix = path.filter(Boolean).length > 0 ? `${path.filter(Boolean).join("/")}/` : "";
	}

	fileOf(name: string): string {
		return `s3://${this.url.slice("s3://".length).split("/")[0]}/${this.prefix}${name}`;
	}

	list(): Promise<StoredArchive[]> {
		return patiently(this.url, async () => {
			const found: StoredArchive[] = [];
			for await (const { name, bytes } of this.client.list(`${this.prefix}hearth-`))
				found.push(...archivesOf([{ name: name.slice(this.prefix.length), bytes }]));
			return found.sort(byName);
		});
	}

	async remove(name: string): Promise<void> {
		const path = `/${this.prefix}${name}`;
		await patiently(this.url, () => this.client.done({ method: "DELETE", path }, [200, 204, 404]));
	}

	/** The parts of an upload that was not completed are not listed as an object, and cost as much. */
	async removePartial(): Promise<void> {
		const query = new URLSearchParams({ uploads: "", prefix: `${this.prefix}hearth-` });
		const listed = await patiently(this.url, () => this.client.done({ method: "GET", path: `?${query}` }, [200]));
		for (const upload of elementsOf("Upload", listed)) {
			const name = elementOf("Key", upload) ?? "";
			const id = elementOf("UploadId", upload) ?? "";
			if (!name.startsWith(this.prefix) || !timeOf(name.slice(this.prefix.length))) continue;
			const path = `/${name}?uploadId=${encodeURIComponent(id)}`;
			await patiently(this.url, () => this.client.done({ method: "DELETE", path }, [200, 204, 404]));
		}
	}
}

function archivesOf(found: { name: string; bytes: number }[]): StoredArchive[] {
	return found.flatMap(({ name, bytes }) => {
		const createdAt = timeOf(name);
		return createdAt ? [{ name, createdAt, bytes, isEncrypted: name.endsWith(".age") }] : [];
	});
}

/** The names are in the order of time. */
const byName = (a: StoredArchive, b: StoredArchive) => (a.name < b.name ? 1 : -1);
