import { sql } from "drizzle-orm";
import { isoTimeText } from "@/db/iso-time";
import { servers } from "@/db/schema";
import type { RaidMode } from "../realtime/protocol";

/** Over `servers`: whether raid mode is on. The clock decides, so that it ends without anything that would end it. */
export const isRaidMode = sql<boolean>`coalesce(${servers.raidUntil} > clock_timestamp(), false)`;

/** Over `servers`: whether moderators still see that the watch has noticed many joins, and are not notified again. */
export const isNoticed = sql<boolean>`coalesce(${servers.raidNoticedAt} > clock_timestamp() - interval '1 hour', false)`;

export const joinsNeedApproval = sql<boolean>`(${isRaidMode} and ${servers.raidJoins} = 'approval')`;

/** Raid mode as clients receive it. */
export const raidModeColumn = sql<RaidMode | null>`case when ${isRaidMode} then json_build_object(
	'since', ${isoTimeText(servers.raidSince)}, 'until', ${isoTimeText(servers.raidUntil)}, 'joins', ${servers.raidJoins},
	'newcomersMay', ${servers.newcomersMay}, 'slowModeSeconds', ${servers.raidSlowModeSeconds}) end`;
