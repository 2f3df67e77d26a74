import type { Layout } from "./layout";

/** The layout with a channel at a place of a group; null if that changes nothing. */
export function placeChannel(layout: Layout, channelId: number, groupId: number | null, index: number): Layout | null {
	const from = layout.find(({ channelIds }) => channelIds.includes(channelId));
	const target = layout.find(({ id }) => id === groupId);
	if (!from || !target) return null;
	const others = target.channelIds.filter((id) => id !== channelId);
	const at = Math.min(others.length, Math.max(0, index));
	if (from === target && target.channelIds[at] === channelId) return null;
	return layout.map((group) =>
		group === target
			? { ...group, channelIds: others.toSpliced(at, 0, channelId) }
			: { ...group, channelIds: group.channelIds.filter((id) => id !== channelId) },
	);
}

/** One step up or down. At the edge of its group a channel goes into the neighbouring one. */
export function stepChannel(layout: Layout, channelId: number, step: 1 | -1): Layout | null {
	const groupIndex = layout.findIndex(({ channelIds }) => channelIds.includes(channelId));
	const group = layout[groupIndex];
	if (!group) return null;
	const at = group.channelIds.indexOf(channelId) + step;
	if (at >= 0 && at < group.channelIds.length) return placeChannel(layout, channelId, group.id, at);
	const next = layout[groupIndex + step];
	return next ? placeChannel(layout, channelId, next.id, step === 1 ? 0 : next.channelIds.length) : null;
}

/** The layout with a group at a place; null if that changes nothing. The channels without a group stay first. */
export function placeGroup(layout: Layout, groupId: number, index: number): Layout | null {
	const at = layout.findIndex(({ id }) => id === groupId);
	const group = layout[at];
	if (!group || index === at || index < 1 || index >= layout.length) return null;
	return layout.toSpliced(at, 1).toSpliced(index, 0, group);
}
