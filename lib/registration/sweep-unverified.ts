import { and, eq, isNull, sql } from "drizzle-orm";
import { isOneOf } from "@/db/is-one-of";
import { users } from "@/db/schema";
import { writeInstanceAudit } from "../admin/write-audit";
import { applyEvent, type ClusterEvent } from "../cluster/events";
import { instanceSettings } from "../instance/settings";
import { enqueueIn } from "../jobs/enqueue";
import { transaction } from "../transaction";
import { isReferenced } from "./is-referenced";

/** The maximum of accounts that one run deletes. */
const batchSize = 1000;

/**
 * Deletes the accounts whose e-mail address has not been verified in time, so that their names are free again. One that
 * is a member of a server, or that other rows name, is deleted like any other account, which keeps its name for 90 days.
 */
export async function sweepUnverified(): Promise<void> {
	const { unverifiedDays } = instanceSettings();
	if (unverifiedDays === 0) return;
	const events = await transaction(async (tx) => {
		const late = await tx
			.select({ id: users.id })
			.from(users)
			.where(
				and(
					users.awaitsEmail,
					eq(users.kind, "person"),
					isNull(users.deletesAt),
					sql`${users.createdAt} < now() - make_interval(days => ${unverifiedDays})`,
				),
			)
			.limit(batchSize)
			// An account that is verified at this moment stays.
			.for("update", { skipLocked: true });
		if (late.length === 0) return [];
		const isLate = isOneOf(
			users.id,
			late.map(({ id }) => id),
		);
		const referenced = await tx
			.update(users)
			.set({ deletesAt: sql`now()` })
			.where(and(isLate, isReferenced))
			.returning({ userId: users.id });
		await tx.delete(users).where(and(isLate, isNull(users.deletesAt)));
		const events: ClusterEvent[] = [];
		for (const each of referenced) events.push(await enqueueIn(tx, "account_deletion", each));
		await writeInstanceAudit(tx, { action: "remove_unverified", details: { accounts: late.length } });
		return events;
	});
	for (const event of events) await applyEvent(event);
}
