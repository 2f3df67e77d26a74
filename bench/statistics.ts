/** The smallest value that `share` of all do not exceed; NaN of nothing. */
export function percentile(values: number[], share: number): number {
	const sorted = Float64Array.from(values).sort();
	return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

export const median = (values: number[]): number => percentile(values, 0.5);
export const sum = (values: number[]): number => values.reduce((all, value) => all + value, 0);

/** Milliseconds on the clock that all processes of this machine share. */
export const now = (): number => performance.timeOrigin + performance.now();
