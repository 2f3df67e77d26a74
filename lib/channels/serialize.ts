import type { MemberChannel } from "../realtime/protocol";
import { notificationSettings } from "./notification-levels";

type Row = Omit<MemberChannel, "mutedUntil"> & Parameters<typeof notificationSettings>[0];

/** A channel as its member sees it, without the counts that are 0 in almost every channel. */
export const serializeChannel = ({ lastUncounted = 0, readUncounted = 0, ...row }: Row): MemberChannel => ({
	...row,
	...notificationSettings(row),
	...(lastUncounted > 0 && { lastUncounted }),
	...(readUncounted > 0 && { readUncounted }),
});
