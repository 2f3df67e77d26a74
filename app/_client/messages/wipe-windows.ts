export const databaseName = "hearth";

/** Deletes the messages that this browser has stored. Called when no user is signed in. */
export function wipeWindows(): Promise<void> {
	return new Promise((resolve) => {
		try {
			const request = indexedDB.deleteDatabase(databaseName);
			request.onsuccess = () => resolve();
			request.onerror = () => resolve();
			// Another tab is about to close it; then it is deleted.
			request.onblocked = () => resolve();
		} catch {
			// This browser stores nothing.
			resolve();
		}
	});
}
