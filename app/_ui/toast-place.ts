export type Box = { left: number; top: number; right: number; bottom: number };

const overlap = (a: Box, b: Box) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/**
 * Which of the places is taken, best first: one that lies over no field, or at least not over what has the focus. The
 * place that is held stays while it is as good as any.
 */
export function freePlace(places: readonly Box[], fields: readonly Box[], focused: Box | null, held: number): number {
	const cost = (place: Box | undefined) => {
		if (!place) return Number.POSITIVE_INFINITY;
		if (focused && overlap(place, focused)) return 2;
		return fields.some((field) => overlap(place, field)) ? 1 : 0;
	};
	const costs = places.map(cost);
	const least = Math.min(...costs);
	return costs[held] === least ? held : costs.indexOf(least);
}
