import { sql } from "@/db";
import { AppError } from "../errors";
import { appState } from "../process/app-state";
import {
	authorizeChannel,
	authorizeServer,
	type ChannelRow,
	type LoadedChannel,
	type LoadedServer,
	notMember,
	type ServerRow,
} from "./access";
import { withheldSql } from "./read-only";
import { timedOutForMsSql } from "./timed-out-for";
import { isHeldBack, sessionIdOf, type Viewer, type ViewerRow, viewerFrom } from "./viewer";

declare module "../process/app-state" {
	interface AppState {
		accessLoader: AccessLoader;
	}
}

type Entry = Omit<ViewerRow, "createdAt"> & {
	createdAt: Date;
	place: number;
	channel: ChannelRow | null;
	server: ServerRow | null;
};
/** The resource that is looked up with the session, if any. */
type Wanted = { channelId?: number | null; serverId?: number | null };
type Waiting = Wanted & {
	sessionId: string;
	resolve: (entry: Entry | undefined) => void;
	reject: (error: unknown) => void;
};

const maxBatchSize = 500;

/**
 * Looks up the viewer and the channel in one query, for the most frequent requests. `load` returns the channel or
 * throws as loadChannel does, but only when the handler calls it. Without an id it throws `channel_not_found`. Returns
 * null without an active session.
 */
export async function loadChannelAccess(
	headers: Pick<Headers, "get">,
	channelId: number | null,
): Promise<{ viewer: Viewer; load: () => LoadedChannel } | null> {
	const entry = await admittedEntryOf(headers, { channelId });
	return entry && { viewer: entry.viewer, load: () => authorizeChannel(entry.channel) };
}

/** Looks up the viewer and the server in one query, in the same way; `load` throws as loadServer does. */
export async function loadServerAccess(
	headers: Pick<Headers, "get">,
	serverId: number | null,
): Promise<{ viewer: Viewer; load: () => LoadedServer } | null> {
	const entry = await admittedEntryOf(headers, { serverId });
	return entry && { viewer: entry.viewer, load: () => authorizeServer(entry.server) };
}

async function entryOf(headers: Pick<Headers, "get">, wanted: Wanted) {
	const sessionId = await sessionIdOf(headers);
	const entry = sessionId && (await appState().accessLoader.load(sessionId, wanted));
	if (!entry) return null;
	const { channel, server, place: _, createdAt, ...row } = entry;
	return { channel, server, viewer: viewerFrom({ ...row, createdAt: createdAt.toISOString() }) };
}

/** Of a session that is held back nobody is the viewer. */
async function admittedEntryOf(headers: Pick<Headers, "get">, wanted: Wanted) {
	const entry = await entryOf(headers, wanted);
	return entry && !isHeldBack(entry.viewer) ? entry : null;
}

/** Like ownerOf, in one query with all requests of the same event-loop turn. */
export const findOwner = async (headers: Pick<Headers, "get">): Promise<Viewer | null> =>
	(await entryOf(headers, {}))?.viewer ?? null;

/** Like viewerOf, in the same way. */
export async function findViewer(headers: Pick<Headers, "get">): Promise<Viewer | null> {
	return (await loadChannelAccess(headers, null))?.viewer ?? null;
}

/** The same viewer. Throws `unauthenticated`. */
export async function requireViewer(headers: Pick<Headers, "get">): Promise<Viewer> {
	const viewer = await findViewer(headers);
	if (!viewer) throw new AppError("unauthenticated", "Sign in to go on.");
	return viewer;
}

/**
 * Loads a server for its member, and a channel, in one query with all that are requested in the same event-loop turn.
 * Throws as loadServer and loadChannel do.
 */
export async function loadServerAndChannel(
	viewer: Viewer,
	wanted: { serverId: number; channelId: number },
): Promise<{ server: LoadedServer; channel: LoadedChannel }> {
	const entry = await appState().accessLoader.load(viewer.sessionId, wanted);
	if (!entry) throw new AppError("unauthenticated", "Sign in to go on.");
	const server = authorizeServer(entry.server);
	if (!server.isMember) throw notMember();
	return { server, channel: authorizeChannel(entry.channel) };
}

/** Loads a channel like loadChannel, in one query with all channels requested in the same event-loop turn. */
export async function loadChannels(viewer: Viewer, channelId: number): Promise<LoadedChannel> {
	const entry = await appState().accessLoader.load(viewer.sessionId, { channelId });
	if (!entry) throw new AppError("unauthenticated", "Sign in to go on.");
	return authorizeChannel(entry.channel);
}

/** Batches the lookups of one event-loop turn: a query costs more than the rows it reads. */
export class AccessLoader {
	private waiting: Waiting[] = [];

	load(sessionId: string, wanted: Wanted): Promise<Entry | undefined> {
		return new Promise((resolve, reject) => {
			if (this.waiting.length === 0) setImmediate(() => this.loadBatch());
			this.waiting.push({ sessionId, ...wanted, resolve, reject });
		});
	}

	private loadBatch(): void {
		const all = this.waiting;
		this.waiting = [];
		for (let from = 0; from < all.length; from += maxBatchSize) {
			const some = all.slice(from, from + maxBatchSize);
			read(some).then(
				(entries) => {
					const byPlace = new Map(entries.map((entry) => [entry.place, entry]));
					for (const [index, { resolve }] of some.entries()) resolve(byPlace.get(index + 1));
				},
				(error) => {
					for (const { reject } of some) reject(error);
				},
			);
		}
	}
}

const withheld = () => sql.unsafe(withheldSql("s", "m"));

/** Reads the same as viewerOf, loadChannel and loadServer, for many requests. */
const read = (some: Waiting[]): Promise<Entry[]> => sql<Entry[]>`
	select w.place::int, u.id, x.id as "sessionId", u.username, u.display_name as "displayName",
		u.avatar_url as "avatarUrl", u.created_at as "createdAt", u.is_admin as "isAdmin", u.has_factor as "hasFactor",
		u.presence,
		u.settings ->> 'language' as language,
		x.last_used_at < now() - interval '1 hour' as stale,
		(select row_to_json(found) from (
			select c.id, c.server_id as "serverId", s.owner_id as "ownerId", c.creator_id as "creatorId", c.private,
				c.view_restricted as "viewRestricted", c.parent_id as "parentId", c.first_seq as "firstSeq", c.last_seq as "lastSeq", c.last_rev as "lastRev", m.user_id is not null as "isMember",
				s.visibility = 'public' and not c.private as "isPublic",
				channel_bits(c, s, m) as permissions, read_only_reason(c, s, m) as "readOnly",
				${timedOutForMsSql()} as "timedOutForMs", ${withheld()} as withheld
			from channels c join servers s on s.id = c.server_id
			left join memberships m on m.server_id = s.id and m.user_id = u.id where c.id = w.channel_id
		) found) as channel,
		(select row_to_json(found) from (
			select s.id, s.owner_id as "ownerId", s.visibility, m.user_id is not null as "isMember",
				server_bits(s, m) as permissions, read_only_reason(null::channels, s, m) as "readOnly",
				${timedOutForMsSql()} as "timedOutForMs", ${withheld()} as withheld,
				extract(epoch from m.joined_at) * 1000 as "joinedAt"
			from servers s left join memberships m on m.server_id = s.id and m.user_id = u.id where s.id = w.server_id
		) found) as server
	from unnest(
		${some.map(({ sessionId }) => sessionId)}::uuid[], ${some.map(({ channelId }) => channelId ?? null)}::bigint[],
		${some.map(({ serverId }) => serverId ?? null)}::bigint[]
	) with ordinality as w(session_id, channel_id, server_id, place)
	join sessions x on x.id = w.session_id and x.revoked_at is null and x.expires_at > now()
	join users u on u.id = x.user_id`;
