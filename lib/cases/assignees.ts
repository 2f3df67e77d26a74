import { and, asc, eq, type SQL } from "drizzle-orm";
import { type Database, db } from "@/db";
import { cases, channels, memberships, servers, users } from "@/db/schema";
import type { Author } from "../realtime/protocol";
import type { Tx } from "../transaction";
import { authorColumns, serializeAuthor } from "../users/serialize";
import type { LoadedCase } from "./details";
import { mayDecide, seesCase } from "./sees-case";

const maxListed = 100;

/** The members who see a case and may decide it, of whom those that match. */
const selectAssignees = (on: Database | Tx, caseId: number, where?: SQL) =>
	on
		.select({ ...authorColumns, nickname: memberships.nickname })
		.from(cases)
		.innerJoin(servers, eq(servers.id, cases.serverId))
		.innerJoin(memberships, eq(memberships.serverId, servers.id))
		.innerJoin(users, eq(users.id, memberships.userId))
		.leftJoin(channels, eq(channels.id, cases.channelId))
		.where(and(eq(cases.id, caseId), seesCase(), mayDecide(), where))
		.orderBy(asc(memberships.sortName), asc(memberships.userId))
		.limit(maxListed);

/** The moderators to whom a case can be assigned, by name. */
export async function assignees({ id }: LoadedCase): Promise<{ assignees: Author[] }> {
	return { assignees: (await selectAssignees(db, id)).map(serializeAuthor) };
}

/** Whether a case can be assigned to this user. */
export async function isAssignable(tx: Tx, caseId: number, userId: number): Promise<boolean> {
	const rows = await selectAssignees(tx, caseId, eq(memberships.userId, userId));
	return rows.length > 0;
}
