import { and, asc, desc, eq, gt, isNull, sql } from "drizzle-orm";
import type { z } from "zod";
import { db } from "@/db";
import { cases, memberships, servers } from "@/db/schema";
import type { LoadedServer } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { cursorOf } from "../cursor";
import { invalid } from "../errors";
import type { Case } from "../realtime/protocol";
import type { CasesQuery } from "./input";
import { openCaseCount } from "./open-count";
import { selectCases, serializeCases } from "./serialize";

/** The cases of a server that the viewer sees, by page: open ones oldest first, resolved ones latest decision first. */
export async function list(
	viewer: Viewer,
	server: LoadedServer,
	{ state, assigned, limit, cursor: after }: z.output<typeof CasesQuery>,
): Promise<{ cases: Case[]; openCount: number; nextCursor: string | null }> {
	const isOpen = state === "open";
	if (after && !(isOpen ? after[0] === "" : /^\d{1,15}$/.test(after[0])))
		throw invalid({ cursor: "Is not a cursor of this list." });
	const beyond = (key: string, id: number) =>
		isOpen
			? gt(cases.id, id)
			: sql`(${cases.resolvedAt}, ${cases.id})
				< ('epoch'::timestamptz + ${Number(key)}::bigint * interval '1 millisecond', ${id}::bigint)`;
	const isAssignedSo = assigned && (assigned === "mine" ? eq(cases.assignedTo, viewer.id) : isNull(cases.assignedTo));
	const order = isOpen ? [asc(cases.id)] : [desc(cases.resolvedAt), desc(cases.id)];
	const [rows, openCount] = await Promise.all([
		selectCases(db, viewer, server.id, and(eq(cases.state, state), isAssignedSo, after && beyond(...after)))
			.orderBy(...order)
			.limit(limit + 1),
		countOpen(viewer, server),
	]);
	const page = rows.slice(0, limit);
	const last = rows.length > limit ? page.at(-1) : undefined;
	const nextCursor = last && cursorOf(isOpen ? "" : `${Date.parse(last.resolvedAt ?? "")}`, last.id);
	return { cases: await serializeCases(page), openCount, nextCursor: nextCursor ?? null };
}

async function countOpen(viewer: Viewer, { id }: LoadedServer): Promise<number> {
	const [row] = await db
		.select({ n: openCaseCount() })
		.from(memberships)
		.innerJoin(servers, eq(servers.id, memberships.serverId))
		.where(and(eq(memberships.serverId, id), eq(memberships.userId, viewer.id)));
	return row?.n ?? 0;
}
