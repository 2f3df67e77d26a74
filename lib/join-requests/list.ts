import { and, asc, desc, eq, gt, lt, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { db } from "@/db";
import { isoTime } from "@/db/iso-time";
import { joinRequests, users } from "@/db/schema";
import type { LoadedServer } from "../auth/access";
import { cursor, cursorOf } from "../cursor";
import { queryLimit } from "../http/query-number";
import type { JoinRequest } from "../realtime/protocol";
import { namedColumnsOf, publicUserColumns, serializeAuthor } from "../users/serialize";
import { joinRequestNotFound } from "./own";
import { countPending } from "./pending";

const states = ["pending", "approved", "refused", "withdrawn"] as const;
export const RequestsQuery = z.object({
	state: z.enum(states, `Must be ${states.join(", ")}.`).default("pending"),
	limit: queryLimit(100, 50),
	cursor: cursor.optional(),
});

const decider = alias(users, "decider");

const select = () =>
	db
		.select({
			id: joinRequests.id,
			user: publicUserColumns,
			answer: joinRequests.answer,
			state: joinRequests.state,
			throughInvite: sql<boolean>`${joinRequests.inviteId} is not null`,
			reason: joinRequests.reason,
			createdAt: isoTime(joinRequests.createdAt),
			decidedBy: namedColumnsOf(decider, joinRequests.serverId),
			decidedAt: isoTime(joinRequests.decidedAt),
		})
		.from(joinRequests)
		.innerJoin(users, eq(users.id, joinRequests.userId))
		.leftJoin(decider, eq(decider.id, joinRequests.decidedBy));

/** A request as those see it who decide. */
export async function get(id: number): Promise<JoinRequest> {
	const [row] = await select().where(eq(joinRequests.id, id));
	if (!row) throw joinRequestNotFound();
	return serialize(row);
}

type Row = Awaited<ReturnType<typeof select>>[number];

const serialize = ({ decidedBy, ...request }: Row): JoinRequest => ({
	...request,
	decidedBy: decidedBy && serializeAuthor(decidedBy),
});

/** The requests to join a server in one state, by page: pending ones oldest first, others latest first. */
export async function list(
	server: LoadedServer,
	{ state, limit, cursor: after }: z.output<typeof RequestsQuery>,
): Promise<{ requests: JoinRequest[]; pending: number; nextCursor: string | null }> {
	const [order, beyond] = state === "pending" ? ([asc, gt] as const) : ([desc, lt] as const);
	const [rows, pending] = await Promise.all([
		select()
			.where(
				and(
					eq(joinRequests.serverId, server.id),
					eq(joinRequests.state, state),
					after && beyond(joinRequests.id, after[1]),
				),
			)
			.orderBy(order(joinRequests.id))
			.limit(limit + 1),
		countPending(server.id),
	]);
	const page = rows.slice(0, limit);
	const last = page.at(-1);
	return {
		requests: page.map(serialize),
		pending,
		nextCursor: last && rows.length > limit ? cursorOf("", last.id) : null,
	};
}
