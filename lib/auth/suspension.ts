import { sql } from "drizzle-orm";
import { isoTimeText } from "@/db/iso-time";
import { users } from "@/db/schema";
import { AppError } from "../errors";
import type { Suspension } from "../realtime/protocol";

/** In SQL: whether an account is suspended now. A suspension ends by the clock of the database. */
export const isSuspended = sql<boolean>`(${users.suspendedAt} is not null
	and (${users.suspendedUntil} is null or ${users.suspendedUntil} > now()))`;

/** The suspension of an account, as one column; null while there is none. */
export const suspensionColumns = sql<Suspension | null>`case when ${isSuspended} then json_build_object(
	'since', ${isoTimeText(users.suspendedAt)}, 'until', ${isoTimeText(users.suspendedUntil)}, 'reason', ${users.suspensionReason}) end`;

export const suspended = ({ reason, until }: Suspension) =>
	new AppError("suspended", "This account is suspended.", { reason, until });
