import type { Channel, ChannelGroup } from "@/lib/realtime/protocol";

/** The channels of a group in order; `id` null holds those without a group. */
export type LayoutGroup = { id: number | null; channelIds: number[] };
export type Layout = LayoutGroup[];

type Listed = {
	groups?: ChannelGroup[] | undefined;
	channels: readonly Pick<Channel, "id" | "groupId" | "position">[];
};

/** The order of a server's list: first the channels without a group, then the groups with theirs. */
export function layoutOf({ groups = [], channels }: Listed): Layout {
	const known = new Set(groups.map(({ id }) => id));
	const inOrder = channels.toSorted((a, b) => a.position - b.position || a.id - b.id);
	const idsOf = (groupId: number | null) =>
		inOrder
			.filter((channel) => (known.has(channel.groupId ?? 0) ? channel.groupId : null) === groupId)
			.map(({ id }) => id);
	const sorted = groups.toSorted((a, b) => a.position - b.position || a.id - b.id);
	return [null, ...sorted.map(({ id }) => id)].map((id) => ({ id, channelIds: idsOf(id) }));
}
