/** The names of the backups in BACKUP_DIR. Files with other names there are left alone. */
export const archiveName = /^hearth-(\d{4})(\d{2})(\d{2})-(\d{2})(\d{2})(\d{2})\.tar(\.age)?$/;

/** Named for the time in UTC, so that their order is that of their age. */
export function newArchiveName(at: Date, isEncrypted: boolean): string {
	const [date = "", time = ""] = at.toISOString().slice(0, 19).replaceAll(/[-:]/g, "").split("T");
	return `hearth-${date}-${time}.tar${isEncrypted ? ".age" : ""}`;
}

/** When a backup was made; null for another file. */
export function timeOf(name: string): Date | null {
	const [, year, month, day, hour, minute, second] = archiveName.exec(name) ?? [];
	const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
	return Number.isNaN(at.getTime()) ? null : at;
}
