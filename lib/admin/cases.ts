import { and, eq, isNotNull, isNull, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { db } from "@/db";
import { isoTime } from "@/db/iso-time";
import { escalations, users } from "@/db/schema";
import type { Viewer } from "../auth/viewer";
import { openEscalationCount } from "../cases/open-escalations";
import { orderOf } from "../cases/order";
import { caseNotFound, serializeCategories } from "../cases/serialize";
import { cursor } from "../cursor";
import type { Params } from "../http/message";
import { queryLimit } from "../http/query-number";
import { idFrom } from "../ids";
import { excerptsOf } from "../messages/excerpts";
import type { EscalatedCase, EscalatedCaseDetails } from "../realtime/protocol";
import { authorColumnsOf } from "../users/serialize";

export const AdminCasesQuery = z.object({
	state: z.enum(["open", "closed"], "Must be open or closed.").default("open"),
	limit: queryLimit(100, 50),
	cursor: cursor.optional(),
});

const by = alias(users, "by");
const closers = alias(users, "closer");

const columns = {
	id: escalations.id,
	server: { id: escalations.serverId, name: escalations.serverName },
	kind: escalations.kind,
	subject: authorColumnsOf(users),
	text: sql<string>`coalesce(${escalations.snapshot} ->> 'content', '')`,
	categories: escalations.categories,
	reportCount: escalations.reportCount,
	escalatedBy: authorColumnsOf(by),
	isByReporter: escalations.isByReporter,
	note: escalations.note,
	createdAt: isoTime(escalations.createdAt),
	outcome: escalations.outcome,
	answer: escalations.answer,
	closedBy: authorColumnsOf(closers),
	closedAt: isoTime(escalations.closedAt),
};

const select = (where: SQL | undefined) =>
	db
		.select(columns)
		.from(escalations)
		.innerJoin(users, eq(users.id, escalations.subjectId))
		.innerJoin(by, eq(by.id, escalations.escalatedBy))
		.leftJoin(closers, eq(closers.id, escalations.closedBy))
		.where(where)
		.$dynamic();

async function serialize(rows: Awaited<ReturnType<typeof select>>): Promise<EscalatedCase[]> {
	const excerpts = await excerptsOf(rows.map(({ text }) => text));
	return rows.map(({ text: _, categories, ...row }, n) => ({
		...row,
		excerpt: excerpts[n] ?? "",
		categories: serializeCategories(categories),
	}));
}

/** The cases that were handed to the administrators, by page: open ones oldest first, closed ones latest first. */
export async function list({ state, limit, cursor: after }: z.output<typeof AdminCasesQuery>): Promise<{
	cases: EscalatedCase[];
	nextCursor: string | null;
}> {
	const isOpen = state === "open";
	const order = orderOf(isOpen, { id: escalations.id, decidedAt: escalations.closedAt }, after);
	const isInState = isOpen ? isNull(escalations.outcome) : isNotNull(escalations.outcome);
	const rows = await select(and(isInState, order.after))
		.orderBy(...order.by)
		.limit(limit + 1);
	const page = rows.slice(0, limit);
	const last = rows.length > limit ? page.at(-1) : undefined;
	const nextCursor = last ? order.cursorAfter({ id: last.id, decidedAt: last.closedAt }) : null;
	return { cases: await serialize(page), nextCursor };
}

/** The number of cases that wait for an administrator, at most 100. */
export async function countOpen(): Promise<number> {
	const [row] = await db.execute<{ n: number }>(sql`select ${openEscalationCount} as n`);
	return row?.n ?? 0;
}

/** A case with the message as it was: the only words of a server that administrators read without being in it. */
export async function get(id: number): Promise<{ case: EscalatedCaseDetails }> {
	const [[summary], [stored]] = await Promise.all([
		select(eq(escalations.id, id)).then(serialize),
		db.select({ snapshot: escalations.snapshot }).from(escalations).where(eq(escalations.id, id)),
	]);
	if (!summary || !stored) throw caseNotFound();
	return { case: { ...summary, ...stored } };
}

/** A case that an administrator decides. */
export type CaseRef = { readonly id: number };

export async function loadEscalatedCase(_: Viewer, { caseId }: Params): Promise<CaseRef> {
	const id = idFrom(caseId);
	const [found] =
		id === null ? [] : await db.select({ id: escalations.id }).from(escalations).where(eq(escalations.id, id));
	if (!found) throw caseNotFound();
	return found;
}
