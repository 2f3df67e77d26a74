import { and, eq, isNull, or, sql } from "drizzle-orm";
import type { z } from "zod";
import { type Database, db } from "@/db";
import { cases, channels, memberships, messages, reports, servers } from "@/db/schema";
import { channelNotFound, loadMessage, loadServer, messageNotFound, serverNotFound } from "../auth/access";
import { mayHandleReports } from "../auth/may-handle-reports";
import { includes } from "../auth/permissions";
import type { Viewer } from "../auth/viewer";
import { applyEvent } from "../cluster/events";
import { invalid } from "../errors";
import { consume } from "../http/rate-limits";
import { isId } from "../ids";
import type { Report } from "../realtime/protocol";
import { type Tx, transaction } from "../transaction";
import { findUser } from "../users/find-user";
import { userNotFound } from "../users/profiles";
import { escalateCase } from "./escalate";
import type { NewReport } from "./input";
import { type CaseSubject, isAbout, lockCasesAbout, openCase } from "./open-case";
import { findOwn } from "./own-reports";

type Wanted = z.output<typeof NewReport>;

/**
 * Reports a message or a member to the moderators of its server. The same report again returns the first one, until a
 * day after the decision.
 */
export async function report(
	viewer: Viewer,
	{ about: named, category, comment, toAdministrators }: Wanted,
): Promise<{ report: Report; isNew: boolean }> {
	const about = await loadReported(viewer, named);
	if (toAdministrators) await requireModerator(about);
	const known = await findRecent(db, viewer, about);
	if (known) return { report: known, isNew: false };
	await consume("reports", viewer.id);
	const { events, ...result } = await transaction(async (tx) => {
		await lockAccess(tx, viewer, about);
		await lockCasesAbout(tx, about);
		const again = await findRecent(tx, viewer, about);
		if (again) return { report: again, isNew: false, events: [] };
		const { caseId, event } = await openCase(tx, about);
		await tx.insert(reports).values({ caseId, reporterId: viewer.id, category, comment });
		await tx
			.update(cases)
			.set({
				categories: sql`${cases.categories} || jsonb_build_object(${category}::text, coalesce((${cases.categories} ->> ${category}::text)::int, 0) + 1)`,
				reportCount: sql`${cases.reportCount} + 1`,
			})
			.where(eq(cases.id, caseId));
		const escalated = toAdministrators
			? await escalateCase(tx, caseId, { by: viewer.id, note: comment, isByReporter: true })
			: [];
		const made = await findOwn(tx, viewer, eq(cases.id, caseId));
		if (!made) throw serverNotFound();
		return { report: made, isNew: true, events: [event, ...escalated] };
	});
	for (const event of events) await applyEvent(event);
	return result;
}

/** Loads what the viewer reports: a message that they can read, or a member of a server that they are in. */
async function loadReported(viewer: Viewer, named: Wanted["about"]): Promise<CaseSubject> {
	if ("channelId" in named) {
		const { channelId } = named;
		if (!isId(channelId)) throw channelNotFound();
		const { channel, seq } = await loadMessage(viewer, channelId, Math.max(0, named.seq), "report");
		const [row] = await db
			.select({ userId: messages.authorId })
			.from(messages)
			.where(and(eq(messages.channelId, channelId), eq(messages.seq, seq)));
		if (!row) throw messageNotFound();
		return { serverId: channel.serverId, userId: row.userId, message: { channelId, seq } };
	}
	if (!isId(named.serverId)) throw serverNotFound();
	const { id: serverId } = await loadServer(viewer, named.serverId, "member");
	const user = await findUser(db, named.username);
	if (!user || !(await isMember(serverId, user.id))) throw userNotFound();
	return { serverId, userId: user.id, message: null };
}

/** Only a report about a user who would decide reports themselves goes to the administrators of the instance too. */
async function requireModerator({ serverId, userId }: CaseSubject): Promise<void> {
	const [row] = await db
		.select({ isModerator: mayHandleReports })
		.from(memberships)
		.innerJoin(servers, eq(servers.id, memberships.serverId))
		.where(and(eq(memberships.serverId, serverId), eq(memberships.userId, userId)));
	if (!row?.isModerator) throw invalid({ toAdministrators: "Only for reports about moderators of the server." });
}

async function isMember(serverId: number, userId: number): Promise<boolean> {
	const rows = await db
		.select({ userId: memberships.userId })
		.from(memberships)
		.where(and(eq(memberships.serverId, serverId), eq(memberships.userId, userId)));
	return rows.length > 0;
}

/** The viewer can still read what they report, and stays a member until the end of the transaction. */
async function lockAccess(tx: Tx, viewer: Viewer, { serverId, message }: CaseSubject): Promise<void> {
	const [row] = await tx
		.select({ bits: sql<number>`channel_bits(channels, servers, memberships)`.mapWith(Number) })
		.from(memberships)
		.innerJoin(servers, eq(servers.id, memberships.serverId))
		.leftJoin(channels, eq(channels.id, message?.channelId ?? 0))
		.where(and(eq(memberships.serverId, serverId), eq(memberships.userId, viewer.id)))
		.for("share", { of: memberships });
	if (!row) throw message ? channelNotFound() : serverNotFound();
	if (message && !includes(row.bits, "view_channel", "read_history")) throw channelNotFound();
}

/** The viewer's report of the same message or member that waits, or was decided in the last day. */
const findRecent = (on: Database | Tx, viewer: Viewer, about: CaseSubject): Promise<Report | null> =>
	findOwn(
		on,
		viewer,
		and(
			isAbout(about),
			or(eq(cases.state, "open"), isNull(reports.decidedAt), sql`${reports.decidedAt} > now() - interval '24 hours'`),
		),
	);
