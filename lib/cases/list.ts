import { and, eq, isNull } from "drizzle-orm";
import type { z } from "zod";
import { db } from "@/db";
import { cases, memberships, servers } from "@/db/schema";
import type { LoadedServer } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import type { Case } from "../realtime/protocol";
import type { CasesQuery } from "./input";
import { openCaseCount } from "./open-count";
import { orderOf } from "./order";
import { selectCases, serializeCases } from "./serialize";

/** The cases of a server that the viewer sees, by page: open ones oldest first, resolved ones latest decision first. */
export async function list(
	viewer: Viewer,
	server: LoadedServer,
	{ state, assigned, limit, cursor: after }: z.output<typeof CasesQuery>,
): Promise<{ cases: Case[]; openCount: number; nextCursor: string | null }> {
	const order = orderOf(state === "open", { id: cases.id, decidedAt: cases.resolvedAt }, after);
	const isAssignedSo = assigned && (assigned === "mine" ? eq(cases.assignedTo, viewer.id) : isNull(cases.assignedTo));
	const [rows, openCount] = await Promise.all([
		selectCases(db, viewer, server.id, and(eq(cases.state, state), isAssignedSo, order.after))
			.orderBy(...order.by)
			.limit(limit + 1),
		countOpen(viewer, server),
	]);
	const page = rows.slice(0, limit);
	const last = rows.length > limit ? page.at(-1) : undefined;
	const nextCursor = last ? order.cursorAfter({ id: last.id, decidedAt: last.resolvedAt }) : null;
	return { cases: await serializeCases(page), openCount, nextCursor };
}

async function countOpen(viewer: Viewer, { id }: LoadedServer): Promise<number> {
	const [row] = await db
		.select({ n: openCaseCount() })
		.from(memberships)
		.innerJoin(servers, eq(servers.id, memberships.serverId))
		.where(and(eq(memberships.serverId, id), eq(memberships.userId, viewer.id)));
	return row?.n ?? 0;
}
