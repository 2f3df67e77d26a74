import { appState } from "../process/app-state";
import { log } from "../process/log";

export const thumbnailKey = (key: string) => `${key}-thumbnail`;

/** Deletes the bytes of files whose rows are gone, in the background; garbage collection deletes the rest later. */
export function deleteFiles(keys: string[]): void {
	const { storage } = appState();
	for (const key of keys)
		Promise.all([storage.remove(key), storage.remove(thumbnailKey(key))]).catch((error) =>
			log.warn({ err: error }, "a file could not be removed yet"),
		);
}
