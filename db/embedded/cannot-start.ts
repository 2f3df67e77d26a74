/** The database cannot be started. The message is a sentence for the operator. */
export class CannotStart extends Error {
	override readonly name = "CannotStart";
}

/** The error for a full disk or an unwritable folder; null for any other cause. */
export function diskError(error: unknown, folder: string): CannotStart | null {
	const text = error instanceof Error ? error.message : String(error);
	if (/ENOSPC|EDQUOT|No space left on device|Disk quota exceeded/.test(text)) {
		return new CannotStart(`The disk that holds ${folder} is full: free some space and start again.`);
	}
	if (/ENOTDIR|EEXIST|Not a directory/.test(text)) {
		return new CannotStart(`${folder} is not a folder: move it away, or name another folder with HEARTH_DATA_DIR.`);
	}
	if (/EACCES|EPERM|EROFS|Permission denied|Read-only file system/.test(text)) {
		return new CannotStart(
			`${folder} cannot be written by this account: change its permissions, or name another folder with HEARTH_DATA_DIR.`,
		);
	}
	return null;
}
