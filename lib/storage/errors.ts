import { AppError } from "../errors";

export const storageUnavailable = () =>
	new AppError("unavailable", "Hearth can’t reach its files right now. Try again in a moment.", { retryAfterMs: 2000 });

export const storageFull = () =>
	new AppError("storage_full", "There is no space left for files here. The administrator can make some.");

const FULL = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);

/** Turns a disk error into an AppError for the user, and returns any other error unchanged. */
export function diskError(error: unknown): unknown {
	const code = error instanceof Error && "code" in error ? String(error.code) : "";
	if (FULL.has(code)) return storageFull();
	return /^(EIO|EROFS|EACCES|EPERM|ESTALE|ENOTCONN|EMFILE|ENFILE)$/.test(code) ? storageUnavailable() : error;
}
