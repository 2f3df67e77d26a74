import { createHash } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { sql } from "@/db";
import { appState } from "../process/app-state";
import { memberPermissions, type Override } from "./member-permissions";
import { allPermissions } from "./permissions";
import { timedOutForMsSql } from "./timed-out-for";

/** After this long the work yields to other requests. */
const maxBlockMs = 10;

/**
 * What a member may do in a server and in its channels, for the rooms of their sockets. Members with the same rights
 * share one view.
 */
export type View = {
	readonly serverId: number;
	/** The room of the sockets with this view. It has the same name exactly if all of the below is the same. */
	readonly room: string;
	/** The member may only read: the server is frozen, or they are timed out or have not accepted the rules. */
	readonly isReadOnly: boolean;
	/** The permissions in the server, as bits. */
	readonly inServer: number;
	/** The permissions in a channel that is not among the exceptions. */
	readonly inChannels: number;
	readonly exceptions: ReadonlyMap<number, number>;
	/** The channels of the server; threads are not among them. A channel that is missing is not known yet. */
	channels: Set<number>;
};

/** The permissions in a channel, as bits; none in a channel that is not known. */
export const permissionsIn = (view: View, channelId: number): number =>
	view.channels.has(channelId) ? (view.exceptions.get(channelId) ?? view.inChannels) : 0;

/** The lowest bit is the permission to view a channel. */
export const mayView = (view: View, channelId: number): boolean => permissionsIn(view, channelId) % 2 === 1;

/**
 * Whether a channel that a user has opened must be closed: they may not view it any more, or it is deleted. A channel
 * that neither view knows is newer than both.
 */
export const closes = (before: View | undefined, after: View, channelId: number): boolean =>
	after.channels.has(channelId) ? !mayView(after, channelId) : (before?.channels.has(channelId) ?? false);

/** The view of a user who is not a member any more. */
export const noView = (serverId: number): View =>
	named({ serverId, isReadOnly: true, inServer: 0, inChannels: 0, exceptions: new Map(), channels: new Set() });

type MemberRow = [
	userId: number,
	roleIds: number[],
	roleBits: number,
	isReadOnly: boolean,
	lacksFactor: boolean,
	timedOutForMs: number | null,
];
/** `place` is where the channel's overrides are: null without any. */
type ChannelRow = [id: number, place: string | null, isArchived: boolean];
type OverrideRow = [
	place: string,
	scope: number,
	roleId: number | null,
	userId: number | null,
	allow: number,
	deny: number,
];
type ServerRow = {
	id: number;
	ownerId: number;
	everyoneBits: number;
	isFrozen: boolean;
	members: MemberRow[];
	channels: ChannelRow[];
	overrides: OverrideRow[];
};

/**
 * The views of users, by user and server, in one query: of all their servers, or of one. Servers they are not members
 * of are missing.
 */
export async function readViews(userIds: number[], serverId: number | null = null): Promise<Map<number, View[]>> {
	const known = sql`${allPermissions.toString()}::bigint`;
	const rows = await sql<ServerRow[]>`
		select s.id, s.owner_id as "ownerId", s.everyone_bits & ${known} as "everyoneBits", s.frozen_at is not null as "isFrozen",
			j.members,
			(
				select coalesce(json_agg(json_build_array(
					c.id, case when c.restricted then case when c.follows_group then 'g' || c.group_id else 'c' || c.id end end,
					c.archived_at is not null
				) order by c.id), '[]')
				from channels c where c.server_id = s.id and c.parent_id is null
			) as channels,
			(
				select coalesce(json_agg(json_build_array(
					o.place, o.scope, o.role_id, o.user_id, o.allow & ${known}, o.deny & ${known}
				)), '[]')
				from (
					select 'c' || c.id as place, o.* from channels c join overrides o on o.channel_id = c.id
					where c.server_id = s.id and c.parent_id is null and c.restricted
					union all
					select 'g' || g.id, o.* from channel_groups g join overrides o on o.group_id = g.id where g.server_id = s.id
				) o
			) as overrides
		from (
			select m.server_id, json_agg(json_build_array(
				m.user_id, m.role_ids, m.role_bits & ${known},
				m.accepted_at is null or coalesce(m.timed_out_until > statement_timestamp(), false) or is_newcomer(s, m),
				s.requires_factor and not m.has_factor,
				${timedOutForMsSql()}
			)) as members
			from memberships m join servers s on s.id = m.server_id
			where m.user_id = any (${userIds}::bigint[]) and (${serverId}::bigint is null or m.server_id = ${serverId})
			group by m.server_id
		) j join servers s on s.id = j.server_id`;
	const found = new Map<number, View[]>();
	for (const row of rows)
		for (const [userId, view] of await viewsOf(row)) {
			const views = found.get(userId);
			if (views) views.push(view);
			else found.set(userId, [view]);
		}
	return found;
}

/** Decides once for all members with the same roles. Lets other work pass after every 10 ms. */
async function viewsOf({ members, overrides, ...server }: ServerRow): Promise<Map<number, View>> {
	const byPlace = new Map<string, Override[]>();
	const overridden = new Set<number>();
	for (const [place, scope, roleId, userId, allow, deny] of overrides) {
		const others = byPlace.get(place) ?? [];
		others.push({ scope, roleId, userId, allow, deny });
		byPlace.set(place, others);
		if (userId !== null) overridden.add(userId);
	}
	const channels = new Set(server.channels.map(([id]) => id));
	const decided = new Map<string, View>();
	const views = new Map<number, View>();
	let since = performance.now();
	for (const [userId, roleIds, roleBits, isReadOnly, lacksFactor, timedOutForMs] of members) {
		appState().timeoutEnds.watch(server.id, userId, timedOutForMs);
		if (performance.now() - since > maxBlockMs) {
			await nextTurn();
			since = performance.now();
		}
		const isAlone = userId === server.ownerId || overridden.has(userId);
		const key = `${isAlone ? userId : ""} ${isReadOnly} ${lacksFactor} ${roleIds}`;
		let view = decided.get(key);
		if (!view) {
			const member = { userId, roleIds, roleBits, isReadOnly, lacksFactor };
			const inPlaces = new Map<string, number>();
			const inPlace = (place: string | null, isArchived: boolean) => {
				const name = `${place} ${isArchived}`;
				const overrides = byPlace.get(place ?? "") ?? [];
				const bits =
					inPlaces.get(name) ?? memberPermissions(server, member, { isThread: false, isArchived, overrides });
				inPlaces.set(name, bits);
				return bits;
			};
			const inChannels = inPlace(null, false);
			const exceptions = new Map<number, number>();
			for (const [id, place, isArchived] of server.channels) {
				const bits = inPlace(place, isArchived);
				if (bits !== inChannels) exceptions.set(id, bits);
			}
			view = named({
				serverId: server.id,
				isReadOnly: server.isFrozen || (isReadOnly && userId !== server.ownerId),
				inServer: memberPermissions(server, member),
				inChannels,
				exceptions,
				channels,
			});
			decided.set(key, view);
		}
		views.set(userId, view);
	}
	return views;
}

function named(view: Omit<View, "room">): View {
	const { serverId, isReadOnly, inServer, inChannels, exceptions, channels } = view;
	const content = createHash("sha1")
		.update(JSON.stringify([isReadOnly, inServer, inChannels, [...exceptions], [...channels]]))
		.digest("base64url");
	return { ...view, room: `view:${serverId}:${content}` };
}
