import { type SQL, sql } from "drizzle-orm";
import { memberships, servers } from "@/db/schema";
import { type Permission, toBits } from "./permissions";

/** In SQL, over `servers` and `memberships`: whether the member has this permission in the server. */
export const hasPermission = (permission: Permission): SQL<boolean> =>
	sql<boolean>`(server_bits(servers, memberships) & ${sql.raw(`${toBits([permission])}::bigint`)} <> 0)`;

/** The same, whatever takes permissions away for a time, such as a freeze. */
export const isGranted = (permission: Permission): SQL<boolean> =>
	sql<boolean>`(${servers.ownerId} = ${memberships.userId} or (${servers.everyoneBits} | ${memberships.roleBits})
		& ${sql.raw(`${toBits([permission, "administrator"])}::bigint`)} <> 0)`;
