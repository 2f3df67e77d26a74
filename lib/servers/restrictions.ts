import { type SQL, sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import { isoTimeText } from "@/db/iso-time";
import { servers } from "@/db/schema";
import { hasPermission } from "../auth/has-permission";
import type { ServerRestriction } from "../realtime/protocol";

const restriction = (since: AnyPgColumn, reason: AnyPgColumn): SQL<ServerRestriction | null> =>
	sql`case when ${since} is not null then json_build_object('since', ${isoTimeText(since)}, 'reason', ${reason}) end`;

/** Over `servers`: since when an administrator has frozen the server or hidden it from Explore, and why. */
export const freezeColumn = restriction(servers.frozenAt, servers.freezeReason);
export const delistingColumn = restriction(servers.delistedAt, servers.delistingReason);

/** Over `servers` and `memberships`: the latter for those who manage the server, and null for others. */
export const delistingForManagers = sql<ServerRestriction | null>`case when ${hasPermission("manage_server")}
	then ${delistingColumn} end`;
