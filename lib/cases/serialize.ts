import { and, eq, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Database } from "@/db";
import { isoTime } from "@/db/iso-time";
import { appeals, cases, channels, escalations, memberships, servers, users } from "@/db/schema";
import type { Viewer } from "../auth/viewer";
import { AppError } from "../errors";
import { excerptsOf } from "../messages/excerpts";
import type { Case, CaseDecision, CaseMessage, ReportCategory } from "../realtime/protocol";
import type { Tx } from "../transaction";
import { namedColumnsOf, serializeAuthor } from "../users/serialize";
import { mayDecide, seesCase } from "./sees-case";

export const caseNotFound = () => new AppError("case_not_found", "There is no such case.");

const assignees = alias(users, "assignee");
const resolvers = alias(users, "resolver");
const parents = alias(channels, "parent");

const columns = {
	id: cases.id,
	kind: cases.kind,
	state: cases.state,
	subject: namedColumnsOf(users, cases.serverId),
	message: sql<CaseMessage | null>`case when ${cases.seq} is not null then json_build_object(
		'channelId', coalesce(${parents.id}, ${channels.id}), 'channelName', coalesce(${parents.name}, ${channels.name}),
		'seq', ${cases.seq}, 'thread', case when ${parents.id} is not null then json_build_object(
			'channelId', ${channels.id}, 'parentSeq', ${channels.parentSeq}) end) end`,
	text: sql<string>`coalesce(${cases.snapshot} ->> 'content', ${appeals.text}, '')`,
	ruleId: cases.ruleId,
	ruleName: cases.ruleName,
	categories: cases.categories,
	reportCount: cases.reportCount,
	assignedTo: namedColumnsOf(assignees, cases.serverId),
	mayDecide: mayDecide(),
	openedAt: isoTime(cases.openedAt),
	outcome: cases.outcome,
	resolvedBy: namedColumnsOf(resolvers, cases.serverId),
	resolvedAt: isoTime(cases.resolvedAt),
	escalatedAt: isoTime(escalations.createdAt) as SQL<string | null>,
	actionId: cases.actionId,
};

/** The cases of a server that the viewer sees, of which those that match. */
export const selectCases = (on: Database | Tx, viewer: Viewer, serverId: number, where: SQL | undefined) =>
	on
		.select(columns)
		.from(cases)
		.innerJoin(servers, eq(servers.id, cases.serverId))
		.innerJoin(memberships, and(eq(memberships.serverId, servers.id), eq(memberships.userId, viewer.id)))
		.innerJoin(users, eq(users.id, cases.subjectId))
		.leftJoin(channels, eq(channels.id, cases.channelId))
		.leftJoin(parents, eq(parents.id, channels.parentId))
		.leftJoin(appeals, eq(appeals.caseId, cases.id))
		.leftJoin(escalations, eq(escalations.caseId, cases.id))
		.leftJoin(assignees, eq(assignees.id, cases.assignedTo))
		.leftJoin(resolvers, eq(resolvers.id, cases.resolvedBy))
		.where(and(eq(cases.serverId, serverId), seesCase(), where))
		.$dynamic();

type Row = Awaited<ReturnType<typeof selectCases>>[number];

/** The cases of rows, with excerpts instead of their texts. */
export async function serializeCases(rows: Row[]): Promise<Case[]> {
	const excerpts = await excerptsOf(rows.map(({ text }) => text));
	return rows.map(({ text: _, ruleId, ruleName, actionId: __, categories, ...row }, n) => ({
		...row,
		subject: serializeAuthor(row.subject),
		assignedTo: row.assignedTo && serializeAuthor(row.assignedTo),
		resolvedBy: row.resolvedBy && serializeAuthor(row.resolvedBy),
		excerpt: excerpts[n] ?? "",
		rule: ruleName === null ? null : { id: ruleId, name: ruleName },
		categories: serializeCategories(categories),
	}));
}

/** The number of reports of each category, most frequent first. */
export const serializeCategories = (categories: Record<string, number>): Case["categories"] =>
	Object.entries(categories)
		.map(([category, count]) => ({ category: category as ReportCategory, count }))
		.toSorted((a, b) => b.count - a.count);

/** The refusal to assign a case that somebody else has assigned meanwhile. */
export async function alreadyAssigned(on: Database | Tx, caseId: number): Promise<AppError> {
	const [row] = await on
		.select({ assignedTo: namedColumnsOf(assignees, cases.serverId) })
		.from(cases)
		.leftJoin(assignees, eq(assignees.id, cases.assignedTo))
		.where(eq(cases.id, caseId));
	const assignedTo = row?.assignedTo ? serializeAuthor(row.assignedTo) : null;
	return new AppError("conflict", "This case has been assigned already.", { assignedTo });
}

/** How a case was decided, for the error of a later decision. */
async function decisionOf(on: Database | Tx, caseId: number): Promise<CaseDecision | null> {
	const [row] = await on
		.select({
			outcome: cases.outcome,
			resolvedBy: namedColumnsOf(resolvers, cases.serverId),
			resolvedAt: isoTime(cases.resolvedAt),
			actionId: cases.actionId,
		})
		.from(cases)
		.leftJoin(resolvers, eq(resolvers.id, cases.resolvedBy))
		.where(eq(cases.id, caseId));
	if (!row) return null;
	const { outcome, resolvedAt, resolvedBy, actionId } = row;
	if (!outcome || !resolvedAt) return null;
	return { outcome, resolvedBy: resolvedBy && serializeAuthor(resolvedBy), resolvedAt, actionId };
}

/** The refusal of a decision about a case that was decided already. */
export async function alreadyDecided(on: Database | Tx, caseId: number): Promise<AppError> {
	const decided = await decisionOf(on, caseId);
	return new AppError("conflict", "This case has been decided already.", decided ? { decided } : {});
}
