import { withSharedAdvisoryLock } from "@/db/advisory-lock";
import { appState } from "../process/app-state";
import { log } from "../process/log";
import { deletionLock } from "../storage/deletion-lock";
import { thumbnailKey } from "./thumbnail-key";

declare module "../process/app-state" {
	interface AppState {
		/** The files to be deleted next, and the deletion in progress. */
		fileDeletions: { keys: string[]; running: Promise<void> | null };
	}
}

/**
 * Deletes the bytes of files whose rows are gone, in the background. Garbage collection deletes the rest later, also
 * those that are deleted during a backup: its rows still name them.
 */
export function deleteFiles(keys: string[]): void {
	const { fileDeletions } = appState();
	fileDeletions.keys.push(...keys);
	// One connection for all: deletions in a store may take a while.
	fileDeletions.running ??= deleteAll()
		.catch((error) => log.warn({ err: error }, "files could not be removed yet"))
		.finally(() => {
			fileDeletions.running = null;
			if (fileDeletions.keys.length > 0) deleteFiles([]);
		});
}

/** Deletes the bytes of files that never had a row, so no backup names them. */
export function discardFiles(keys: string[]): void {
	void remove(keys);
}

async function deleteAll(): Promise<void> {
	const keys = appState().fileDeletions.keys.splice(0);
	await withSharedAdvisoryLock(deletionLock, () => remove(keys));
}

async function remove(keys: string[]): Promise<void> {
	const { storage } = appState();
	const removals = keys.flatMap((key) => [storage.remove(key), storage.remove(thumbnailKey(key))]);
	for (const removal of await Promise.allSettled(removals))
		if (removal.status === "rejected") log.warn({ err: removal.reason }, "a file could not be removed yet");
}
