/** The server's own maximum of users or actions in one request. */
const maxAtOnce = 500;

/** Divides users or actions into as many as one request takes. */
export const batches = <T>(all: readonly T[]): T[][] =>
	Array.from({ length: Math.ceil(all.length / maxAtOnce) }, (_, n) => all.slice(n * maxAtOnce, (n + 1) * maxAtOnce));
