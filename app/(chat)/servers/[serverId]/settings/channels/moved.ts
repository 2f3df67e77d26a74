/** The list with one item moved to another place; null if that changes nothing. */
export function moved(ids: readonly number[], id: number, to: number): number[] | null {
	const from = ids.indexOf(id);
	const place = Math.min(ids.length - 1, Math.max(0, to));
	if (from === -1 || from === place) return null;
	const others = ids.filter((other) => other !== id);
	return others.toSpliced(place, 0, id);
}
