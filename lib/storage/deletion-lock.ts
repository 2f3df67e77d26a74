/** Held shared while files are deleted, and exclusively by a backup, whose rows may still name them. */
export const deletionLock = 4_821_908;
