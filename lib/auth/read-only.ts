import { sql } from "drizzle-orm";
import { timedOutForMs } from "./timed-out-for";

/** Reasons for which a member may only read, besides their roles. */
export type ReadOnlyReason = "archived" | "timed_out" | "rules_not_accepted" | "raid_mode";

/** For Drizzle, over `servers` and `memberships`: why a member may only read in the server, for requirePermission(). */
export const readOnlyColumns = {
	readOnly: sql<ReadOnlyReason | null>`read_only_reason(null::channels, servers, memberships)`,
	timedOutForMs,
};
