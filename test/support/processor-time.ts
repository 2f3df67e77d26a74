/** Returns the CPU time of this process in milliseconds; other processes on the machine do not affect it. */
export function processorMs(): number {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1000;
}

/**
 * Measures how the work grows when its input grows eightfold, as the lowest of several tries: about 8 if linear, 64 if
 * quadratic.
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
