export type Box = { left: number; top: number; right: number; bottom: number };

const overlap = (a: Box, b: Box) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/**
 * Chooses the first place that covers no field, or at least not the focused element. The current place is kept while no
 * other is better.
 */
export function freePlace(
	places: readonly Box[],
	fields: readonly Box[],
	focused: Box | null,
	current: number,
): number {
	const cost = (place: Box | undefined) => {
		if (!place) return Number.POSITIVE_INFINITY;
		if (focused && overlap(place, focused)) return 2;
		return fields.some((field) => overlap(place, field)) ? 1 : 0;
	};
	const costs = places.map(cost);
	const least = Math.min(...costs);
	return costs[current] === least ? current : costs.indexOf(least);
}
