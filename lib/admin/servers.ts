import { and, desc, eq, ilike, isNotNull, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { isoTime } from "@/db/iso-time";
import { serverCounts, servers, users } from "@/db/schema";
import { serverNotFound } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { cursor, cursorOf } from "../cursor";
import { invalid } from "../errors";
import { queryLimit } from "../http/query-number";
import type { AdminServer } from "../realtime/protocol";
import { delistingColumn, freezeColumn } from "../servers/restrictions";
import { storedBytesOf, storedBytesOfServers } from "../storage/usage";
import { escapeLike } from "../text/escape-like";
import { text } from "../text/schema";
import { publicUserColumns } from "../users/serialize";

const shown = ["all", "frozen", "delisted"] as const;
const sorts = ["newest", "members", "messages", "storage"] as const;

export const AdminServersQuery = z.object({
	q: text(0, 100).optional(),
	sort: z.enum(sorts, `Must be ${sorts.join(", ")}.`).default("newest"),
	show: z.enum(shown, `Must be ${shown.join(", ")}.`).default("all"),
	limit: queryLimit(100, 50),
	cursor: cursor.optional(),
});

const messageCount = sql<number>`coalesce(${serverCounts.messages}, 0)`.mapWith(Number);

/** The number of each order, of which the largest comes first. Ids are given in the order in which servers are made. */
const orders: Record<(typeof sorts)[number], SQL> = {
	newest: sql`0`,
	members: sql`${servers.memberCount}`,
	messages: messageCount,
	storage: sql`coalesce(stored.bytes, 0)`,
};

const columns = () => ({
	id: servers.id,
	name: servers.name,
	iconUrl: servers.iconUrl,
	visibility: servers.visibility,
	memberCount: servers.memberCount,
	createdAt: isoTime(servers.createdAt),
	owner: publicUserColumns,
	messageCount,
	storedBytes: storedBytesOf("server", servers.id),
	freeze: freezeColumn,
	delisting: delistingColumn,
});

/**
 * All servers, private ones included, by page. `q` is a literal part of the name, in any case. No figure is summed over
 * messages or files here.
 */
export async function list({ q, sort, show, limit, cursor: after }: z.output<typeof AdminServersQuery>): Promise<{
	servers: AdminServer[];
	nextCursor: string | null;
}> {
	const by = orders[sort];
	if (after && !(sort === "newest" ? /^0$/ : /^\d{1,18}$/).test(after[0]))
		throw invalid({ cursor: "Is not a cursor of this list." });
	const select = db
		.select({ ...columns(), key: sql<string>`(${by})::text` })
		.from(servers)
		.innerJoin(users, eq(users.id, servers.ownerId))
		.leftJoin(serverCounts, eq(serverCounts.serverId, servers.id))
		.$dynamic();
	if (sort === "storage") select.leftJoin(storedBytesOfServers, sql`stored.id = ${servers.id}`);
	const rows = await select
		.where(
			and(
				q ? ilike(servers.name, `%${escapeLike(q)}%`) : undefined,
				show === "frozen" ? isNotNull(servers.frozenAt) : undefined,
				show === "delisted" ? isNotNull(servers.delistedAt) : undefined,
				after && sql`(${by}, ${servers.id}) < (${after[0]}::text::bigint, ${after[1]}::bigint)`,
			),
		)
		.orderBy(sort === "newest" ? desc(servers.id) : sql`${by} desc, ${servers.id} desc`)
		.limit(limit + 1);
	const page = rows.slice(0, limit);
	const last = page.at(-1);
	return {
		servers: page.map(({ key: _, ...server }) => server),
		nextCursor: last && rows.length > limit ? cursorOf(last.key, last.id) : null,
	};
}

export async function get(id: number): Promise<{ server: AdminServer }> {
	const [server] = await db
		.select(columns())
		.from(servers)
		.innerJoin(users, eq(users.id, servers.ownerId))
		.leftJoin(serverCounts, eq(serverCounts.serverId, servers.id))
		.where(eq(servers.id, id));
	if (!server) throw serverNotFound();
	return { server };
}

/** A server that an administrator acts on. */
export type ServerSubject = { readonly id: number };

/** Finds the server that a path names. Loading it gives no access to what is in it. */
export async function loadServerSubject(_: Viewer, id: number): Promise<ServerSubject> {
	const [found] = await db.select({ id: servers.id }).from(servers).where(eq(servers.id, id));
	if (!found) throw serverNotFound();
	return found;
}
