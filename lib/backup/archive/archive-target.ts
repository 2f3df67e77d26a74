type Bytes = AsyncIterable<Uint8Array>;

/** Takes the bytes of a new archive, which gets its name when it is complete. */
export type ArchiveTarget = {
	/** Throws if there is no room for this much more. */
	requireSpace(bytes: number): Promise<void>;
	/** Returns the number of bytes. */
	write(bytes: Bytes): Promise<number>;
	complete(): Promise<void>;
	/** Leaves nothing behind. */
	abandon(): Promise<void>;
};
