import type { Announcement } from "./fields";
import { instanceSettings } from "./settings";

export type ShownAnnouncement = Pick<Announcement, "id" | "text" | "level">;

/** The announcements to be shown now, and when others begin or these end; null for never. */
export function currentAnnouncements(now = new Date().toISOString()): {
	announcements: ShownAnnouncement[];
	changesAt: string | null;
} {
	const all = instanceSettings().announcements;
	const isShown = ({ startsAt, endsAt }: Announcement) => (startsAt ?? "") <= now && (endsAt === null || endsAt > now);
	const later = all.flatMap(({ startsAt, endsAt }) => [startsAt, endsAt]).filter((at) => at !== null && at > now);
	return {
		announcements: all.filter(isShown).map(({ id, text, level }) => ({ id, text, level })),
		changesAt: later.toSorted()[0] ?? null,
	};
}
