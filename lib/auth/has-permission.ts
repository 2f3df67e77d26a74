import { type SQL, sql } from "drizzle-orm";
import { type Permission, toBits } from "./permissions";

/** In SQL, over `servers` and `memberships`: whether the member has this permission in the server. */
export const hasPermission = (permission: Permission): SQL<boolean> =>
	sql<boolean>`(server_bits(servers, memberships) & ${sql.raw(`${toBits([permission])}::bigint`)} <> 0)`;
