import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { instanceAuditLog, memberships, users } from "@/db/schema";
import { writeInstanceAudit } from "../admin/write-audit";
import { applyEvent, type ClusterEvent } from "../cluster/events";
import { instanceSettings } from "../instance/settings";
import { enqueueIn } from "../jobs/enqueue";
import { transaction } from "../transaction";

/** The maximum of accounts that one run deletes. */
const batchSize = 1000;

/**
 * Deletes the accounts whose e-mail address has not been verified in time, so that their names are free again. One that
 * is a member of a server, or that the audit log names, is deleted like any other account, which keeps its name for 90
 * days.
 */
export async function sweepUnverified(): Promise<void> {
	const { unverifiedDays } = instanceSettings();
	if (unverifiedDays === 0) return;
	const events = await transaction(async (tx) => {
		const found = await tx
			.select({ id: users.id, isNamed })
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
		if (found.length === 0) return [];
		const idsOf = (named: boolean) => found.filter(({ isNamed }) => isNamed === named).map(({ id }) => id);
		await tx.delete(users).where(inArray(users.id, idsOf(false)));
		const events: ClusterEvent[] = [];
		for (const userId of idsOf(true)) events.push(await enqueueIn(tx, "account_deletion", { userId }));
		await tx
			.update(users)
			.set({ deletesAt: sql`now()` })
			.where(inArray(users.id, idsOf(true)));
		await writeInstanceAudit(tx, { action: "remove_unverified", details: { accounts: found.length } });
		return events;
	});
	for (const event of events) await applyEvent(event);
}

/** In SQL: whether rows that stay name the account. */
const isNamed = sql<boolean>`(
	exists (select 1 from ${memberships} where ${memberships.userId} = ${users.id})
	or exists (select 1 from ${instanceAuditLog} where ${instanceAuditLog.subjectId} = ${users.id}))`;
