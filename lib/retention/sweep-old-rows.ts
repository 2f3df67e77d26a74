import { sql } from "drizzle-orm";
import { db } from "@/db";

/** The number of rows in one transaction. */
const batchSize = 1000;

/**
 * Deletes rows that are kept for a time only: the audit logs for a year, sessions for 30 days after their end (and as
 * long as they show which devices are known), and decided join requests for 90 days.
 */
export async function sweepOldRows(signal: AbortSignal): Promise<void> {
	for (const old of [auditEntries, instanceAuditEntries, endedSessions, decidedRequests])
		for (let left = batchSize; left === batchSize && !signal.aborted; ) {
			const gone = await db.execute(old);
			left = gone.length;
		}
}

const auditEntries = sql`
	delete from audit_log where id in (
		select id from audit_log where at < now() - interval '365 days' order by id limit ${batchSize}) returning 1`;

const instanceAuditEntries = sql`
	delete from instance_audit_log where id in (
		select id from instance_audit_log where at < now() - interval '365 days' order by id limit ${batchSize}) returning 1`;

const endedSessions = sql`
	delete from sessions where id in (
		select id from sessions
		where least(revoked_at, expires_at) < now() - interval '30 days' and last_used_at < now() - interval '60 days'
		limit ${batchSize}) returning 1`;

const decidedRequests = sql`
	delete from join_requests where id in (
		select id from join_requests
		where state <> 'pending' and coalesce(decided_at, created_at) < now() - interval '90 days' limit ${batchSize}) returning 1`;
