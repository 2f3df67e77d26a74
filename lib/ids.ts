const SHAPE = /^[1-9][0-9]{0,15}$/;

/** An id or seq in a path: exactly digits, no leading zero, safe. Anything else names nothing. */
export function idFrom(text: string | undefined): number | null {
	if (text === undefined || !SHAPE.test(text)) return null;
	const value = Number(text);
	return Number.isSafeInteger(value) ? value : null;
}

/** The same for an id that came as JSON. */
export const isId = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0;
