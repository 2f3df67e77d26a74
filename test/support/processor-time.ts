/** Milliseconds of a processor that this process has taken: unlike a clock's, they stand still while others have it. */
export function processorMs(): number {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1000;
}

/**
 * How much more work eight times as much is, the calmest of some tries: about 8 where it grows with the size, 64 where it
 * grows with its square.
 */
export function growth(work: (times: number) => unknown): number {
	const took = (times: number) => {
		const before = processorMs();
		work(times);
		return processorMs() - before;
	};
	const least = (times: number) => Math.min(...[1, 2, 3].map(() => took(times)));
	took(1);
	const few = least(1);
	return least(8) / Math.max(few, 1);
}
