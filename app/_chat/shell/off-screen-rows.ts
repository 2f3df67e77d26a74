export type NewRow = { top: number; bottom: number; mentions: boolean };
export type Beyond = { count: number; mentions: boolean; nearest: number };

/** The unread rows above and below the visible part of a list. `nearest` is the index of the row to show next. */
export function offScreenRows(
	rows: readonly NewRow[],
	seen: { top: number; bottom: number },
): { above: Beyond | null; below: Beyond | null } {
	const indices = [...rows.keys()];
	// A row is visible if at least half of it is.
	const middle = (index: number) => ((rows[index]?.top ?? 0) + (rows[index]?.bottom ?? 0)) / 2;
	return {
		above: beyond(rows, indices.filter((index) => middle(index) < seen.top).toReversed()),
		below: beyond(
			rows,
			indices.filter((index) => middle(index) > seen.bottom),
		),
	};
}

function beyond(rows: readonly NewRow[], indices: number[]): Beyond | null {
	const [first] = indices;
	if (first === undefined) return null;
	// A mention goes before other unread messages.
	const nearest = indices.find((index) => rows[index]?.mentions);
	return { count: indices.length, mentions: nearest !== undefined, nearest: nearest ?? first };
}
