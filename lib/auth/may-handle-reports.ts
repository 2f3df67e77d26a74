import { sql } from "drizzle-orm";
import { memberships, servers } from "@/db/schema";
import { toBits } from "./permissions";

const handles = sql.raw(`${toBits(["handle_reports", "administrator"])}::bigint`);

/**
 * In SQL, over `servers` and `memberships`: whether the owner or a role has given the member the reports of the server,
 * also while they may only read.
 */
export const mayHandleReports = sql<boolean>`(${servers.ownerId} = ${memberships.userId}
	or (${servers.everyoneBits} | ${memberships.roleBits}) & ${handles} <> 0)`;
