/** Returns the smallest value that `share` of all values do not exceed; NaN for an empty list. */
export function percentile(values: number[], share: number): number {
	const sorted = Float64Array.from(values).sort();
	return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

export type Spread = { p50: number; p95: number; p99: number; most: number };
export const spread = (values: number[]): Spread => ({
	p50: percentile(values, 0.5),
	p95: percentile(values, 0.95),
	p99: percentile(values, 0.99),
	most: percentile(values, 1),
});

/** Returns the median of each figure over several rounds. */
export function mediansOf<Name extends string>(rounds: Record<Name, number>[]): Record<Name, number> {
	const names = Object.keys(rounds[0] ?? {}) as Name[];
	return Object.fromEntries(names.map((name) => [name, median(rounds.map((round) => round[name]))])) as never;
}

export const median = (values: number[]): number => percentile(values, 0.5);
export const sum = (values: number[]): number => values.reduce((all, value) => all + value, 0);

/** Milliseconds on the clock that all processes of this machine share. */
export const now = (): number => performance.timeOrigin + performance.now();
