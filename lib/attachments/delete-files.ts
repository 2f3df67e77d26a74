import { appState } from "../process/app-state";
import { log } from "../process/log";

export const thumbnailKey = (key: string) => `${key}-thumbnail`;

/** Removes the bytes of files whose rows are gone. Nobody waits for it: what is left is collected later. */
export function deleteFiles(keys: string[]): void {
	const { storage } = appState();
	for (const key of keys)
		Promise.all([storage.remove(key), storage.remove(thumbnailKey(key))]).catch((error) =>
			log.warn({ err: error }, "a file could not be removed yet"),
		);
}
