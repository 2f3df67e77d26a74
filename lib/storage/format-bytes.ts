/** A number of bytes for people. */
export const formatBytes = (bytes: number) =>
	bytes >= 1024 ** 3 ? `${Math.round((bytes / 1024 ** 3) * 10) / 10} GB` : `${Math.round(bytes / 1024 ** 2)} MB`;
