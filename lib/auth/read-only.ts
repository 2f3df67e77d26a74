import { sql } from "drizzle-orm";
import { toBits } from "./permissions";
import { timedOutForMs } from "./timed-out-for";

/** Reasons for which a member may only read, besides their roles. */
export type ReadOnlyReason = "frozen" | "archived" | "timed_out" | "rules_not_accepted" | "raid_mode";

/** In SQL, over rows of a server and of a membership: the permissions that the member would have with a second factor. */
export const withheldSql = (server: string, member: string): string => {
	const granted = `(${server}.everyone_bits | ${member}.role_bits)`;
	return `coalesce(withheld_bits(${server}, ${member}) & case
		when ${member}.user_id = ${server}.owner_id or ${granted} & ${toBits(["administrator"])}::bigint <> 0 then -1
		else ${granted} end, 0)`;
};

export const withheld = sql<number>`${sql.raw(withheldSql("servers", "memberships"))}`.mapWith(Number);

/**
 * For Drizzle, over `servers` and `memberships`: why a member may only read in the server, and what they lack without a
 * second factor, for requirePermission().
 */
export const readOnlyColumns = {
	readOnly: sql<ReadOnlyReason | null>`read_only_reason(null::channels, servers, memberships)`,
	timedOutForMs,
	withheld,
};
