import { z } from "zod";
import { sql } from "@/db";
import { deleteFiles } from "../attachments/delete-files";
import { type LoadedServer, serverNotFound } from "../auth/access";

import type { Viewer } from "../auth/viewer";
import * as channels from "../channels/channels";
import { type NotificationSettingsRow, notificationSettings } from "../channels/notification-levels";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import { cursor, cursorOf } from "../cursor";
import { databaseCode, invalid } from "../errors";
import { queryLimit } from "../http/query-number";
import { consume } from "../http/rate-limits";
import type { Channel, MemberServer, NotificationSettings, Server } from "../realtime/protocol";
import { id, isStorable, line, lines, nonce, text } from "../text/schema";
import { followed } from "../threads";
import { transaction } from "../transaction";
import { limitMemberships, lockAccount } from "./membership";

const visibility = z.enum(["public", "private"], "Must be public or private.");
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
export const ServerChange = z.strictObject({
	name: line(1, 100).optional(),
	description: lines(0, 1000).optional(),
	categoryId: id.optional(),
	visibility: visibility.optional(),
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

type Row = Omit<Server, "createdAt" | "channels" | keyof NotificationSettings> & { createdAt: Date };
const serializeServer = ({ createdAt, ...row }: Row): Omit<Server, keyof NotificationSettings> => ({
	...row,
	createdAt: createdAt.toISOString(),
});

const serverColumns = (viewer: Viewer | null) => sql`
	s.id, s.name, s.description, json_build_object('id', c.id, 'slug', c.slug, 'name', c.name) as category, s.visibility,
	s.icon_url as "iconUrl", s.banner_url as "bannerUrl", s.member_count as "memberCount", s.owner_id as "ownerId",
	s.created_at as "createdAt",
	exists (select 1 from memberships m where m.server_id = s.id and m.user_id = ${viewer?.id ?? null}) as "isMember"`;

/** Each sort as a keyset: its column, the direction, and the cast of a cursor's text to the column's type. */
const SORTS = {
	popular: { by: () => sql`s.member_count`, down: true, key: /^\d{1,9}$/, type: () => sql`int` },
	newest: { by: () => sql`s.id`, down: true, key: /^\d{1,15}$/, type: () => sql`bigint` },
	name: { by: () => sql`lower(s.name)`, down: false, key: /^/, type: () => sql`text` },
};

/** Public servers, by page. `q` matches any part of name or description literally, whatever the case. */
export async function find(
	viewer: Viewer | null,
	search: Partial<z.output<typeof Search>>,
): Promise<{ servers: Server[]; nextCursor: string | null }> {
	const { category, q, sort = "popular", limit = 50, cursor: after } = search;
	const { by, down, key, type } = SORTS[sort];
	// Pages pass the address's parameters unchecked. Text that cannot be stored matches no server.
	if (!isStorable(q ?? "") || !isStorable(category ?? "")) return { servers: [], nextCursor: null };
	if (after && !key.test(after[0])) throw invalid({ cursor: "Is not a cursor of this list." });
	const beyond = down ? sql`<` : sql`>`;
	const direction = down ? sql`desc` : sql`asc`;
	const pattern = q ? `%${q.replace(/[\\%_]/g, "\\$&")}%` : null;
	const rows = await sql<(Row & { key: string })[]>`
		select ${serverColumns(viewer)}, (${by()})::text as key
		from servers s join categories c on c.id = s.category_id
		where s.visibility = 'public'
			${category === undefined ? sql`` : sql`and c.slug = ${category}`}
			${pattern === null ? sql`` : sql`and (s.name ilike ${pattern} or s.description ilike ${pattern})`}
			${after ? sql`and (${by()}, s.id) ${beyond} (${after[0]}::text::${type()}, ${after[1]}::bigint)` : sql``}
		order by ${by()} ${direction}, s.id ${direction} limit ${limit + 1}`;
	const page = rows.slice(0, limit);
	const last = page.at(-1);
	return {
		servers: page.map(({ key, ...row }) => serializeServer(row)),
		nextCursor: last && rows.length > limit ? cursorOf(last.key, last.id) : null,
	};
}

/** All servers of the viewer in the order of joining, with the channels they may see and their read state. */
export async function mine(viewer: Viewer): Promise<{ servers: MemberServer[] }> {
	const [servers, all, { threads, more }] = await Promise.all([
		sql<(Row & NotificationSettingsRow)[]>`
			select ${serverColumns(viewer)}, j.level, j.muted_until as "mutedUntil" from memberships j join servers s on s.id = j.server_id join categories c on c.id = s.category_id
			where j.user_id = ${viewer.id} order by j.joined_at, s.id`,
		channels.listVisible(viewer, sql`c.server_id in (select server_id from memberships where user_id = ${viewer.id})`),
		followed(viewer),
	]);
	const byServer = new Map<number, Pick<MemberServer, "channels" | "threads">>(
		servers.map((row) => [row.id, { channels: [], threads: [] }]),
	);
	for (const channel of all) byServer.get(channel.serverId)?.channels.push(channel);
	for (const { serverId, ...thread } of threads) byServer.get(serverId)?.threads.push(thread);
	return {
		servers: servers.map((row) => ({
			...serializeServer(row),
			...notificationSettings(row),
			channels: [],
			threads: [],
			...byServer.get(row.id),
			...(more.has(row.id) && { moreThreads: more.get(row.id) }),
		})),
	};
}

/**
 * A server as the viewer may see it: with read state for members, otherwise names and topics of a public server's
 * public channels.
 */
export async function get(viewer: Viewer | null, server: Pick<LoadedServer, "id">): Promise<{ server: Server }> {
	const [row] = await sql<(Row & NotificationSettingsRow)[]>`
		select ${serverColumns(viewer)}, j.level, j.muted_until as "mutedUntil" from servers s join categories c on c.id = s.category_id
		left join memberships j on j.server_id = s.id and j.user_id = ${viewer?.id ?? null} where s.id = ${server.id}`;
	if (!row) throw serverNotFound();
	const shownChannels =
		viewer && row.isMember
			? await channels.listVisible(viewer, sql`c.server_id = ${server.id}`)
			: await sql<(Channel & { createdAt: Date })[]>`
					select id, server_id as "serverId", name, topic, private, position, created_at as "createdAt"
					from channels where server_id = ${server.id} and parent_id is null and not private order by position, id`.then(
					(rows) => rows.map((channel) => ({ ...channel, createdAt: channel.createdAt.toISOString() })),
				);
	const { level, mutedUntil, ...shown } = row;
	return {
		server: { ...serializeServer(shown), ...(row.isMember && notificationSettings(row)), channels: [...shownChannels] },
	};
}

/**
 * Creates a server with the viewer as owner and first member, and a channel `general`. Returns the existing one if they
 * have used this nonce before.
 */
export async function create(
	viewer: Viewer,
	wanted: z.output<typeof NewServer>,
): Promise<{ server: Server; existed: boolean }> {
	await consume("servers", viewer.id);
	const notice = await transaction(async (tx) => {
		await lockAccount(tx, viewer.id);
		const [server] = await tx<{ id: number }[]>`
			insert into servers (name, description, category_id, visibility, owner_id, member_count, nonce)
			values (
				${wanted.name}, ${wanted.description},
				coalesce(${wanted.categoryId ?? null}::bigint, (select id from categories where slug = 'other')),
				${wanted.visibility}, ${viewer.id}, 1, ${wanted.nonce ?? null}
			)
			on conflict (owner_id, nonce) where nonce is not null do nothing returning id`;
		if (!server) return null;
		await tx`insert into memberships (server_id, user_id) values (${server.id}, ${viewer.id})`;
		await limitMemberships(tx, viewer.id);
		await tx`insert into channels (server_id, name, creator_id) values (${server.id}, 'general', ${viewer.id})`;
		const joined = { kind: "joined", userId: viewer.id, serverId: server.id, memberCount: 1 } satisfies ClusterEvent;
		await emitInTransaction(tx, joined);
		return joined;
	}).catch(refuseUnknownCategory);
	if (notice) {
		await applyEvent(notice);
		return { ...(await get(viewer, { id: notice.serverId })), existed: false };
	}
	const [made] = await sql<{ id: number }[]>`
		select id from servers where owner_id = ${viewer.id} and nonce = ${wanted.nonce ?? null}`;
	if (!made) throw serverNotFound();
	return { ...(await get(viewer, made)), existed: true };
}

/** Updates a server. Making it private keeps its members and hides it from everybody else. */
export async function update(
	viewer: Viewer,
	server: LoadedServer,
	change: z.output<typeof ServerChange>,
): Promise<{ server: Server }> {
	const set = {
		name: change.name,
		description: change.description,
		category_id: change.categoryId,
		visibility: change.visibility,
	};
	const given = Object.fromEntries(Object.entries(set).filter(([, value]) => value !== undefined));
	if (Object.keys(given).length === 0) return get(viewer, server);
	const notice: ClusterEvent = { kind: "server_changed", serverId: server.id };
	await transaction(async (tx) => {
		const [row] = await tx`update servers set ${tx(given)} where id = ${server.id} returning id`;
		if (!row) throw serverNotFound();
		await emitInTransaction(tx, notice);
	}).catch(refuseUnknownCategory);
	await applyEvent(notice);
	return get(viewer, server);
}

/** The maximum of users in one cluster event, because a NOTIFY payload holds 8,000 bytes. */
const inEvent = 300;

/** Deletes a server with all its content. Its members' sockets receive `membership` as the last event of it. */
export async function remove(server: LoadedServer): Promise<void> {
	const { notices, pictures } = await transaction(async (tx) => {
		// Locks in the usual order, so that concurrent sends and leaves finish first instead of ending in a deadlock.
		await tx`select 1 from channels where server_id = ${server.id} order by id for update`;
		await tx`select 1 from memberships where server_id = ${server.id} order by user_id for update`;
		await tx`select 1 from servers where id = ${server.id} for update`;
		const pictures = await tx<{ key: string }[]>`select key from pictures where server_id = ${server.id}`;
		const invited = await tx<{ userId: number }[]>`
			select user_id as "userId" from invitations where server_id = ${server.id} and declined_at is null`;
		const [gone] = await tx`delete from servers where id = ${server.id} returning id`;
		if (!gone) throw serverNotFound();
		const notices: ClusterEvent[] = [{ kind: "server_deleted", serverId: server.id }];
		for (let from = 0; from < invited.length; from += inEvent) {
			const userIds = invited.slice(from, from + inEvent).map(({ userId }) => userId);
			notices.push({ kind: "invitations_changed", serverId: server.id, userIds });
		}
		for (const notice of notices) await emitInTransaction(tx, notice);
		return { notices, pictures };
	});
	deleteFiles(pictures.map(({ key }) => key));
	for (const notice of notices) await applyEvent(notice);
}

function refuseUnknownCategory(error: unknown): never {
	if (databaseCode(error) === "23503") throw invalid({ categoryId: "There is no such category." });
	throw error;
}
