import type { Embed } from "../realtime/protocol";

/** A preview as stored in its message's row. */
export type StoredEmbed = Omit<Embed, "image"> & {
	image: { key: string; width: number; height: number; bytes?: number } | null;
	/** Removed by a user: it stays removed as long as its link is there. */
	removed?: boolean;
};

/** A message's serialized previews; empty if there are none. */
export function serializeEmbeds(channelId: number, seq: number, stored: StoredEmbed[] | null): { embeds?: Embed[] } {
	const shown = (stored ?? []).filter(({ removed }) => !removed);
	if (shown.length === 0) return {};
	return {
		embeds: shown.map(({ n, url, site, title, description, image }) => ({
			...{ n, url, site, title, description },
			image: image && {
				url: `/api/channels/${channelId}/messages/${seq}/embeds/${n}/picture`,
				width: image.width,
				height: image.height,
			},
		})),
	};
}
