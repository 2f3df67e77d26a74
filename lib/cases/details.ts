import { and, desc, eq, isNull, sql } from "drizzle-orm";
import { db } from "@/db";
import { isoTime } from "@/db/iso-time";
import {
	appeals,
	cases,
	channels,
	escalations,
	memberships,
	messages,
	moderationActions,
	reports,
	servers,
	users,
} from "@/db/schema";
import type { LoadedServer } from "../auth/access";
import { canReadHistory } from "../auth/can-view-channel";
import type { Viewer } from "../auth/viewer";
import { withNoteFor } from "../moderation/notes";
import { getActions } from "../moderation/serialize";
import type { CaseDetails, CaseMember, CaseReport, Escalation } from "../realtime/protocol";
import { namedColumnsOf, serializeAuthor } from "../users/serialize";
import { caseNotFound, selectCases, serializeCases } from "./serialize";
import { latestText } from "./snapshot";

const maxReports = 50;
const maxActions = 20;
const maxMessages = 1000;
/** How far back the messages of a channel are looked at for those of one user. */
const maxLookedAt = 20_000;

/** A case of a server that the viewer sees. */
export type LoadedCase = { readonly id: number; readonly server: LoadedServer };

/** Loads a case of a server whose reports the viewer handles. Throws `case_not_found` if they do not see it. */
export async function loadCase(viewer: Viewer, server: LoadedServer, id: number | null): Promise<LoadedCase> {
	const [row] = id === null ? [] : await selectCases(db, viewer, server.id, eq(cases.id, id));
	if (!row) throw caseNotFound();
	return { id: row.id, server };
}

export async function details(viewer: Viewer, { id, server }: LoadedCase): Promise<{ case: CaseDetails }> {
	const rows = await selectCases(db, viewer, server.id, eq(cases.id, id));
	const [[summary], [stored]] = await Promise.all([
		serializeCases(rows),
		db
			.select({
				subjectId: cases.subjectId,
				snapshot: cases.snapshot,
				channelId: cases.channelId,
				seq: messages.seq,
				content: messages.content,
				deletedAt: messages.deletedAt,
				actionId: cases.actionId,
			})
			.from(cases)
			.leftJoin(messages, and(eq(messages.channelId, cases.channelId), eq(messages.seq, cases.seq)))
			.where(eq(cases.id, id)),
	]);
	if (!summary || !stored) throw caseNotFound();
	const { subjectId, snapshot, seq, content, deletedAt, actionId } = stored;
	// One that has expired has no row.
	const isDeleted = deletedAt !== null || seq === null;
	const now = isDeleted ? "deleted" : snapshot && content === latestText(snapshot) ? "unchanged" : "edited";
	const [reports, member, latest, appeal, escalation] = await Promise.all([
		reportsOf(id),
		memberOf(viewer, server.id, subjectId),
		latestActions(server.id, subjectId),
		appealOf(id),
		escalationOf(id),
	]);
	const known = await getActions([...latest, actionId ?? 0, appeal?.actionId ?? 0]);
	const shown = (actionId: number | null) => {
		const action = known.get(actionId ?? 0);
		return action ? withNoteFor(server.permissions, action) : null;
	};
	const appealed = appeal && shown(appeal.actionId);
	return {
		case: {
			...summary,
			snapshot,
			messageState: snapshot && stored.channelId !== null ? now : null,
			reports,
			member,
			actions: latest.flatMap((id) => shown(id) ?? []),
			action: shown(actionId),
			appeal: appealed && { text: appeal.text, createdAt: appeal.createdAt, action: appealed },
			escalation,
		},
	};
}

async function reportsOf(caseId: number): Promise<CaseReport[]> {
	const rows = await db
		.select({
			reporter: namedColumnsOf(users, cases.serverId),
			category: reports.category,
			comment: reports.comment,
			createdAt: isoTime(reports.createdAt),
		})
		.from(reports)
		.innerJoin(cases, eq(cases.id, reports.caseId))
		.innerJoin(users, eq(users.id, reports.reporterId))
		.where(eq(reports.caseId, caseId))
		.orderBy(desc(reports.createdAt), desc(reports.reporterId))
		.limit(maxReports);
	return rows.map(({ reporter, ...report }) => ({ ...report, reporter: serializeAuthor(reporter) }));
}

async function latestActions(serverId: number, subjectId: number): Promise<number[]> {
	const rows = await db
		.select({ id: moderationActions.id })
		.from(moderationActions)
		.where(and(eq(moderationActions.serverId, serverId), eq(moderationActions.subjectId, subjectId)))
		.orderBy(desc(moderationActions.id))
		.limit(maxActions);
	return rows.map(({ id }) => id);
}

async function appealOf(caseId: number) {
	const [row] = await db
		.select({ actionId: appeals.actionId, text: appeals.text, createdAt: isoTime(appeals.createdAt) })
		.from(appeals)
		.where(eq(appeals.caseId, caseId));
	return row ?? null;
}

async function escalationOf(caseId: number): Promise<Escalation | null> {
	const [row] = await db
		.select({
			by: namedColumnsOf(users, cases.serverId),
			note: escalations.note,
			createdAt: isoTime(escalations.createdAt),
			outcome: escalations.outcome,
			answer: escalations.answer,
			closedAt: isoTime(escalations.closedAt),
		})
		.from(escalations)
		.innerJoin(cases, eq(cases.id, escalations.caseId))
		.innerJoin(users, eq(users.id, escalations.escalatedBy))
		.where(eq(escalations.caseId, caseId));
	return row ? { ...row, by: serializeAuthor(row.by) } : null;
}

async function memberOf(viewer: Viewer, serverId: number, subjectId: number): Promise<CaseMember> {
	const [[row], messagesIn7Days] = await Promise.all([
		db
			.select({
				isOwner: sql<boolean>`${servers.ownerId} = ${memberships.userId}`,
				joinedAt: isoTime(memberships.joinedAt),
				roleIds: memberships.roleIds,
				timedOutUntil: isoTime(memberships.timedOutUntil),
			})
			.from(memberships)
			.innerJoin(servers, eq(servers.id, memberships.serverId))
			.where(and(eq(memberships.serverId, serverId), eq(memberships.userId, subjectId))),
		countMessages(viewer, serverId, subjectId),
	]);
	const none = { isOwner: false, joinedAt: null, roleIds: [] };
	const { timedOutUntil = null, ...member } = row ?? {};
	const isTimedOut = timedOutUntil !== null && Date.parse(timedOutUntil) > Date.now();
	return {
		isMember: row !== undefined,
		...none,
		...member,
		timedOutUntil: isTimedOut ? timedOutUntil : null,
		messagesIn7Days,
	};
}

/** The messages of a user in the channels that the viewer may read, in 7 days, at most 1,000. */
async function countMessages(viewer: Viewer, serverId: number, authorId: number): Promise<number> {
	const latest = db
		.select({ seq: messages.seq })
		.from(channels)
		.innerJoin(
			messages,
			and(eq(messages.channelId, channels.id), sql`${messages.seq} > ${channels.lastSeq} - ${maxLookedAt}::bigint`),
		)
		.where(
			and(
				eq(channels.serverId, serverId),
				canReadHistory(viewer.id),
				eq(messages.authorId, authorId),
				isNull(messages.deletedAt),
				sql`${messages.createdAt} > now() - interval '7 days'`,
			),
		)
		.limit(maxMessages);
	const [row] = await db.select({ n: sql<number>`count(*)::int` }).from(latest.as("latest"));
	return row?.n ?? 0;
}
