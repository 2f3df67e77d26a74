export type NewRow = { top: number; bottom: number; mentions: boolean };
export type Beyond = { count: number; mentions: boolean; nearest: number };

/** What is new above and below the part of a list that is seen. `nearest` is the index of the row to show next. */
export function offScreenRows(
	rows: readonly NewRow[],
	seen: { top: number; bottom: number },
): { above: Beyond | null; below: Beyond | null } {
	const indices = [...rows.keys()];
	// A row of which half can be seen is seen.
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
	// One that calls goes before what is only new.
	const nearest = indices.find((index) => rows[index]?.mentions);
	return { count: indices.length, mentions: nearest !== undefined, nearest: nearest ?? first };
}
