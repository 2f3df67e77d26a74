/** A NOTIFY payload holds 8,000 bytes. */
const maxIds = 300;

/** These ids in parts that fit into one cluster event each. */
export const eventBatches = (ids: number[]): number[][] =>
	Array.from({ length: Math.ceil(ids.length / maxIds) }, (_, n) => ids.slice(n * maxIds, (n + 1) * maxIds));
