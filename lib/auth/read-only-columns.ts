import { sql } from "drizzle-orm";
import type { ReadOnlyReason } from "./access";
import { timedOutForMs } from "./timed-out-for";

/** For Drizzle, over `servers` and `memberships`: why a member may only read in the server, for requirePermission(). */
export const readOnlyColumns = {
	readOnly: sql<ReadOnlyReason | null>`read_only_reason(null::channels, servers, memberships)`,
	timedOutForMs,
};
