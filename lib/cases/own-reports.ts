import { and, desc, eq, gt, isNull, or, type SQL, sql } from "drizzle-orm";
import { type Database, db } from "@/db";
import { isoTime } from "@/db/iso-time";
import { cases, memberships, reports, servers, users } from "@/db/schema";
import type { Viewer } from "../auth/viewer";
import type { Report } from "../realtime/protocol";
import type { Tx } from "../transaction";

const maxListed = 100;

const select = (on: Database | Tx, viewer: Viewer, where: SQL | undefined): Promise<(Report & { caseId: number })[]> =>
	on
		.select({
			caseId: cases.id,
			server: { id: servers.id, name: servers.name, iconUrl: servers.iconUrl },
			channelId: cases.channelId,
			seq: cases.seq,
			username: users.username,
			category: reports.category,
			comment: reports.comment,
			createdAt: isoTime(reports.createdAt),
			outcome: reports.outcome,
			decidedAt: isoTime(reports.decidedAt),
		})
		.from(reports)
		.innerJoin(cases, eq(cases.id, reports.caseId))
		.innerJoin(servers, eq(servers.id, cases.serverId))
		.innerJoin(memberships, and(eq(memberships.serverId, servers.id), eq(memberships.userId, reports.reporterId)))
		.innerJoin(users, eq(users.id, cases.subjectId))
		.where(and(eq(reports.reporterId, viewer.id), where))
		.orderBy(desc(reports.createdAt), desc(cases.id))
		.limit(maxListed);

/** The viewer's reports that wait, and those decided in the last 7 days, in the servers that they are in. */
export async function listOwn(viewer: Viewer): Promise<{ reports: Report[] }> {
	const isRecent = gt(reports.decidedAt, sql`now() - interval '7 days'`);
	const rows = await select(db, viewer, or(isNull(reports.decidedAt), isRecent));
	return { reports: rows.map(({ caseId: _, ...report }) => report) };
}

/** The viewer's latest report among these. */
export async function findOwn(on: Database | Tx, viewer: Viewer, where: SQL | undefined): Promise<Report | null> {
	const [row] = await select(on, viewer, where);
	if (!row) return null;
	const { caseId: _, ...report } = row;
	return report;
}
