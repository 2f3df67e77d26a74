import { and, isNull, or, type SQL, sql } from "drizzle-orm";
import type { invites, registrationCodes } from "@/db/schema";

/** The ways in which an invite of a server and a registration code end. */
type Ending = typeof invites | typeof registrationCodes;

/** The first cases of an expression of type `InviteEnd`, for the reason why it has ended. */
export const endCases = ({ revokedAt, expiresAt, uses, maxUses }: Ending): SQL => sql`
	when ${revokedAt} is not null then 'revoked'
	when ${expiresAt} <= now() then 'expired'
	when ${uses} >= ${maxUses} then 'used_up'`;

export const hasNotEnded = ({ revokedAt, expiresAt, uses, maxUses }: Ending): SQL | undefined =>
	and(
		isNull(revokedAt),
		or(isNull(expiresAt), sql`${expiresAt} > now()`),
		or(isNull(maxUses), sql`${uses} < ${maxUses}`),
	);
