const SHAPE = /^[1-9][0-9]{0,15}$/;

/**
 * Parses an id or seq in a path: digits without a leading zero, at most the largest safe integer. Null for anything
 * else.
 */
export function idFrom(text: string | undefined): number | null {
	if (text === undefined || !SHAPE.test(text)) return null;
	const value = Number(text);
	return Number.isSafeInteger(value) ? value : null;
}

/** Checks an id that came as JSON. */
export const isId = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0;
