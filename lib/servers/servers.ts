import { and, asc, desc, eq, ilike, isNull, not, or, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { db, prepared } from "@/db";
import { categories, channels, memberships, servers } from "@/db/schema";
import { type LoadedServer, serverNotFound } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { listVisible } from "../channels/channels";
import { channelColumns } from "../channels/columns";
import { notificationSettings } from "../channels/notification-levels";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import { cursor, cursorOf } from "../cursor";
import { databaseCode, invalid } from "../errors";
import { queryLimit } from "../http/query-number";
import { consume } from "../http/rate-limits";
import { appState } from "../process/app-state";
import type { Server } from "../realtime/protocol";
import { systemMessageSettings } from "../system-messages/settings";
import { escapeLike } from "../text/escape-like";
import { id, isStorable, line, lines, nonce, text } from "../text/schema";
import { transaction } from "../transaction";
import { lockAccount } from "../users/lock-account";
import { requireToStay } from "../users/require-to-stay";
import { columnsForViewer, isListed, ownMembershipColumns } from "./columns";
import { limitMemberships } from "./membership-batch";
import { delistingForManagers } from "./restrictions";
import { limitServers, requireServerCreation } from "./server-creation";

export const visibility = z.enum(["public", "private"], "Must be public or private.");
export const NewServer = z
	.strictObject({
		name: line(1, 100),
		categoryId: id.optional(),
		description: lines(0, 1000).default(""),
		visibility: visibility.default("public"),
		nonce: nonce.optional(),
	})
	// A category helps users find a server in Explore, where private servers are not listed.
	.refine(({ categoryId, visibility }) => categoryId !== undefined || visibility === "private", {
		path: ["categoryId"],
		message: "Pick a category.",
		// Reported together with other invalid fields, not only when there are none.
		when: ({ value }) => typeof value === "object" && value !== null,
	});
export const Search = z.object({
	category: text(0, 100).optional(),
	q: text(0, 200).optional(),
	sort: z.enum(["popular", "newest", "name"], "Must be popular, newest or name.").default("popular"),
	limit: queryLimit(100, 50),
	cursor: cursor.optional(),
});

export const ServersQuery = Search.extend({
	mine: z
		.enum(["true", "false"], "Must be true or false.")
		.transform((value) => value === "true")
		.optional(),
});

const ownMembership = (viewer: Viewer | null) =>
	and(eq(memberships.serverId, servers.id), viewer ? eq(memberships.userId, viewer.id) : sql`false`);

/** Each sort as a keyset: its column, the direction, and the cast of a cursor's text to the column's type. */
const SORTS: Record<z.output<typeof Search>["sort"], { by: SQL; down: boolean; key: RegExp; type: SQL }> = {
	popular: { by: sql`${servers.memberCount}`, down: true, key: /^\d{1,9}$/, type: sql`int` },
	newest: { by: sql`${servers.id}`, down: true, key: /^\d{1,15}$/, type: sql`bigint` },
	name: { by: sql`lower(${servers.name})`, down: false, key: /^/, type: sql`text` },
};

/** The servers of Explore, by page. `q` matches any part of name or description literally, whatever the case. */
export async function find(
	viewer: Viewer | null,
	search: Partial<z.output<typeof Search>>,
): Promise<{ servers: Server[]; nextCursor: string | null }> {
	const { category, q, sort = "popular", limit = 50, cursor: after } = search;
	const { by, down, key, type } = SORTS[sort];
	// Pages pass the address's parameters unchecked. Text that cannot be stored matches no server.
	if (!isStorable(q ?? "") || !isStorable(category ?? "")) return { servers: [], nextCursor: null };
	if (after && !key.test(after[0])) throw invalid({ cursor: "Is not a cursor of this list." });
	const [beyond, ordered] = down ? [sql`<`, desc] : [sql`>`, asc];
	const pattern = q ? `%${escapeLike(q)}%` : null;
	const rows = await db
		.select({ ...columnsForViewer, key: sql<string>`(${by})::text` })
		.from(servers)
		.innerJoin(categories, eq(categories.id, servers.categoryId))
		.leftJoin(memberships, ownMembership(viewer))
		.where(
			and(
				isListed,
				category === undefined ? undefined : eq(categories.slug, category),
				pattern === null ? undefined : or(ilike(servers.name, pattern), ilike(servers.description, pattern)),
				after && sql`(${by}, ${servers.id}) ${beyond} (${after[0]}::text::${type}, ${after[1]}::bigint)`,
			),
		)
		.orderBy(ordered(by), ordered(servers.id))
		.limit(limit + 1);
	const page = rows.slice(0, limit);
	const last = page.at(-1);
	return {
		servers: page.map(({ key: _, ...server }) => server),
		nextCursor: last && rows.length > limit ? cursorOf(last.key, last.id) : null,
	};
}

/**
 * A server as the viewer may see it: with read state for members, otherwise names and topics of a public server's
 * public channels.
 */
export async function get(viewer: Viewer | null, server: Pick<LoadedServer, "id">): Promise<{ server: Server }> {
	const [row] = await selectForViewer({ userId: viewer?.id ?? null, serverId: server.id });
	if (!row) throw serverNotFound();
	const isOfServer = eq(channels.serverId, server.id);
	const shown =
		viewer && row.isMember
			? await listVisible(viewer, { serverId: server.id })
			: await db
					.select(channelColumns)
					.from(channels)
					.where(and(isOfServer, isNull(channels.parentId), not(channels.private)))
					.orderBy(channels.position, channels.id);
	const { own, systemMessages, delisting, ...seen } = row;
	const { waiting, ...membership } = own;
	const ownMembership = { ...membership, ...waiting, ...notificationSettings(own), roleIds: own.roleIds ?? [] };
	return {
		server: {
			...seen,
			...(seen.isMember && ownMembership),
			...(systemMessages && { systemMessages }),
			...(delisting && { delisting }),
			channels: shown,
		},
	};
}

const selectForViewer = prepared((db) =>
	db
		.select({
			...columnsForViewer,
			own: ownMembershipColumns,
			joinRequirements: servers.joinRequirements,
			systemMessages: systemMessageSettings,
			delisting: delistingForManagers,
		})
		.from(servers)
		.innerJoin(categories, eq(categories.id, servers.categoryId))
		.leftJoin(memberships, and(eq(memberships.serverId, servers.id), eq(memberships.userId, sql.placeholder("userId"))))
		.where(eq(servers.id, sql.placeholder("serverId"))),
);

/**
 * Creates a server with the viewer as owner and first member, and a channel `general`. Returns the existing one if they
 * have used this nonce before.
 */
export async function create(
	viewer: Viewer,
	wanted: z.output<typeof NewServer>,
): Promise<{ server: Server; existed: boolean }> {
	await consume("servers", viewer.id);
	requireServerCreation(viewer);
	const notice = await transaction(async (tx) => {
		await lockAccount(tx, viewer.id);
		await requireToStay(tx, viewer.id);
		const otherCategory = tx.select({ id: categories.id }).from(categories).where(eq(categories.slug, "other"));
		const [server] = await tx
			.insert(servers)
			.values({
				name: wanted.name,
				description: wanted.description,
				categoryId: wanted.categoryId ?? sql`(${otherCategory})`,
				visibility: wanted.visibility,
				ownerId: viewer.id,
				memberCount: 1,
				nonce: wanted.nonce ?? null,
			})
			.onConflictDoNothing({ target: [servers.ownerId, servers.nonce], where: sql`nonce is not null` })
			.returning({ id: servers.id });
		if (!server) return null;
		await limitServers(tx, viewer);
		await tx.insert(memberships).values({ serverId: server.id, userId: viewer.id });
		await limitMemberships(tx, viewer.id);
		await tx.insert(channels).values({ serverId: server.id, name: "general", creatorId: viewer.id });
		const joined = { kind: "joined", userId: viewer.id, serverId: server.id, memberCount: 1 } satisfies ClusterEvent;
		await emitInTransaction(tx, joined);
		return joined;
	}).catch(refuseUnknownCategory);
	if (notice) {
		appState().publicLists.clear();
		await applyEvent(notice);
		return { ...(await get(viewer, { id: notice.serverId })), existed: false };
	}
	if (wanted.nonce === undefined) throw serverNotFound();
	const [made] = await db
		.select({ id: servers.id })
		.from(servers)
		.where(and(eq(servers.ownerId, viewer.id), eq(servers.nonce, wanted.nonce)));
	if (!made) throw serverNotFound();
	return { ...(await get(viewer, made)), existed: true };
}

export function refuseUnknownCategory(error: unknown): never {
	if (databaseCode(error) === "23503") throw invalid({ categoryId: "There is no such category." });
	throw error;
}
