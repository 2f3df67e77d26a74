import { waitUntil } from "./socket-client";

/** Waits up to five minutes: backups run at a low priority, so on a busy machine they wait for all other processes. */
export const waitForBackup = (what: string, holds: () => Promise<boolean>): Promise<void> => waitUntil(what, holds, 5);
