import { type SQL, sql } from "drizzle-orm";
import { cases, channels, memberships } from "@/db/schema";
import { hasPermission, isGranted } from "../auth/has-permission";
import { toBits } from "../auth/permissions";

const handleReports = sql.raw(`${toBits(["handle_reports"])}::bigint`);

/** Over `servers` and `memberships`: whether the member handles reports. */
export const handlesReports = (): SQL => hasPermission("handle_reports");

/**
 * Over `cases`, `servers`, `memberships` and, where there is one, the channel of the case: whether the member sees the
 * case. Nobody sees a case about themselves. A report makes no channel visible: a case about a message is for those who
 * handle reports in its channel, and after the deletion of the channel, in which nobody can be looked up any more, for
 * administrators.
 */
export const seesCase = (): SQL => sql`(
	${cases.subjectId} <> ${memberships.userId} and ${handlesReports()} and case
		when ${cases.seq} is null then true
		when ${channels.id} is null then ${isGranted("administrator")}
		else channel_bits(channels, servers, memberships) & ${handleReports} <> 0 end)`;

/** Over `cases` and `memberships`: whether the case is not about what the member has done as a moderator. */
export const mayDecide = (): SQL<boolean> => sql<boolean>`(${cases.excludedId} is distinct from ${memberships.userId})`;
