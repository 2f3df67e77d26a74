import { and, count, eq, gt, isNull, type SQL, sql } from "drizzle-orm";
import { isOneOf } from "@/db/is-one-of";
import { channels, invitations, memberships, reads, servers, users } from "@/db/schema";
import { serverNotFound } from "../auth/access";
import { type ClusterEvent, emitInTransaction } from "../cluster/events";
import { AppError } from "../errors";
import type { ChannelPosition } from "../realtime/protocol";
import { looksLikeOwner } from "../text/confusables";
import { type Tx, transaction } from "../transaction";
import { forgetMembers } from "./forget-member";

/** How users enter a server: as its public, or by invitation. */
export type Entrance = {
	/** Those of these users who may enter. All rows that the decision depends on are locked. */
	permit: (tx: Tx, server: { id: number; visibility: string }, userIds: number[]) => Promise<number[]>;
	refused: () => AppError;
	alreadyMember: () => AppError;
};
export type MembershipChange = { userId: number } & ({ kind: "join"; entrance: Entrance } | { kind: "leave" });
type Join = MembershipChange & { kind: "join" };

export type ChangedMembers = {
	/** The users who have joined. */
	joined: Map<number, Joined>;
	left: Set<number>;
	/** Why the other joins failed. */
	refused: Map<number, AppError>;
	events: ClusterEvent[];
	joinRev: number;
	/** The heads to which the read markers of those who joined were set. */
	heads: ChannelPosition[];
};

/** The maximum of servers a user may belong to. It bounds the size of their pages. */
const maxMemberships = 200;
const tooManyMemberships = () =>
	new AppError("forbidden", `You can be in at most ${maxMemberships} servers. Leave one first.`);

/**
 * Checks the number of memberships after a new one was written, with the viewer's account locked. Throws `forbidden`
 * above 200.
 */
export async function limitMemberships(tx: Tx, userId: number): Promise<void> {
	const [row] = await tx.select({ n: count() }).from(memberships).where(eq(memberships.userId, userId));
	if (row && row.n > maxMemberships) throw tooManyMemberships();
}

/**
 * The only way in and out of a server: these users join or leave it in one transaction, each of them at most once. The
 * refusal of one does not affect the others.
 *
 * Locks: the accounts of those who join, then the channels, those memberships that end, and the server's row.
 * - An account is locked because its memberships are counted, and because its name must not become like the owner's.
 * - A channel is locked only against its deletion, which no read marker may survive. Appends hold a lock that does not
 *   conflict with this one, so no message waits for a join. settleReadMarkers() then decides about the messages that
 *   were stored meanwhile.
 * - A membership is locked by the append of each of its user's messages as well, so every message of a user who leaves
 *   is stored before the leave, or refused.
 * - The server's row is locked last, for the number of members. It is moved by as many rows as were written and deleted.
 */
export function changeMembers(serverId: number, changes: MembershipChange[]): Promise<ChangedMembers> {
	return transaction(async (tx) => {
		const joins = changes.filter((change): change is Join => change.kind === "join");
		const accounts = await lockAccounts(tx, joins);
		const heads = joins.length > 0 ? await lockChannels(tx, serverId) : [];
		const [server] = await tx
			.select({ id: servers.id, visibility: servers.visibility, ownerId: servers.ownerId, owner: ownerColumns })
			.from(servers)
			.innerJoin(users, eq(users.id, servers.ownerId))
			.where(eq(servers.id, serverId))
			.for("key share", { of: servers });
		if (!server) throw serverNotFound();
		const left = await removeMembers(tx, serverId, idsOf(changes.filter(({ kind }) => kind === "leave")));
		const refused = await findRefused(tx, server, joins, accounts);
		const joined = await insertMembers(tx, serverId, idsOf(joins.filter(({ userId }) => !refused.has(userId))), heads);
		const counted = await countMembers(tx, serverId, joined.size, left.size);
		const events = eventsOf(serverId, left, joined, counted.memberCount);
		await emitInTransaction(tx, ...events);
		return { joined, left, refused, events, joinRev: counted.joinRev, heads };
	});
}

const idsOf = (changes: MembershipChange[]) => changes.map(({ userId }) => userId);

const ownerColumns = { id: users.id, displayName: users.displayName, username: users.username };

async function lockAccounts(tx: Tx, joins: Join[]) {
	if (joins.length === 0) return [];
	return tx
		.select({ id: users.id, displayName: users.displayName })
		.from(users)
		.where(isOneOf(users.id, idsOf(joins)))
		.orderBy(users.id)
		.for("no key update");
}

const lockChannels = (tx: Tx, serverId: number): Promise<ChannelPosition[]> =>
	tx
		.select({ channelId: channels.id, seq: channels.lastSeq })
		.from(channels)
		.where(and(eq(channels.serverId, serverId), isNull(channels.parentId), gt(channels.lastSeq, 0)))
		.orderBy(channels.id)
		.for("key share");

async function removeMembers(tx: Tx, serverId: number, userIds: number[]): Promise<Set<number>> {
	if (userIds.length === 0) return new Set();
	// Locked in this order, as append_messages does: a deletion alone would lock them in any.
	const gone = await tx.execute<{ id: number }>(sql`
		with held as (
			select user_id from ${memberships} where server_id = ${serverId} and ${isOneOf(memberships.userId, userIds)}
			order by user_id for update
		)
		delete from ${memberships} m using held where m.server_id = ${serverId} and m.user_id = held.user_id
		returning m.user_id as id`);
	const left = gone.map(({ id }) => id);
	await forgetMembers(tx, left, serverId);
	return new Set(left);
}

type Account = { id: number; displayName: string };
type EnteredServer = { id: number; visibility: string; owner: Account & { username: string } };

/** The users who may not join, with the reason. Their accounts are locked, so none of them joins elsewhere meanwhile. */
async function findRefused(
	tx: Tx,
	server: EnteredServer,
	joins: Join[],
	accounts: Account[],
): Promise<Map<number, AppError>> {
	const refused = new Map<number, AppError>();
	if (joins.length === 0) return refused;
	const found = await tx
		.select({
			userId: memberships.userId,
			n: count(),
			isMember: sql<boolean>`bool_or(${memberships.serverId} = ${server.id})`,
		})
		.from(memberships)
		.where(isOneOf(memberships.userId, idsOf(joins)))
		.groupBy(memberships.userId);
	const known = new Map(found.map((row) => [row.userId, row]));
	const names = new Map(accounts.map(({ id, displayName }) => [id, displayName]));
	for (const { entrance } of new Map(joins.map((join) => [join.entrance, join])).values()) {
		const entering = joins.filter((join) => join.entrance === entrance && !known.get(join.userId)?.isMember);
		const permitted = new Set(await entrance.permit(tx, server, idsOf(entering)));
		for (const { userId } of entering) if (!permitted.has(userId)) refused.set(userId, entrance.refused());
	}
	for (const { userId, entrance } of joins) {
		const name = names.get(userId);
		if (known.get(userId)?.isMember) refused.set(userId, entrance.alreadyMember());
		else if (refused.has(userId)) continue;
		else if (name === undefined) refused.set(userId, serverNotFound());
		else if (userId !== server.owner.id && looksLikeOwner(name, server.owner)) refused.set(userId, confusable());
		else if ((known.get(userId)?.n ?? 0) >= maxMemberships) refused.set(userId, tooManyMemberships());
	}
	return refused;
}

const confusable = () =>
	new AppError("forbidden", "Your display name looks like that of the server’s owner. Change yours first.");

type Joined = { joinedAt: string; wasInvited: boolean };

/**
 * Writes the memberships and the read markers of users who join. Invitations to the server are used up, also those of
 * users who join without them.
 */
async function insertMembers(
	tx: Tx,
	serverId: number,
	userIds: number[],
	heads: ChannelPosition[],
): Promise<Map<number, Joined>> {
	if (userIds.length === 0) return new Map();
	const rows = await tx.execute<{ userId: number; joinedAt: Date; wasInvited: boolean }>(sql`
		with entered as (
			insert into ${memberships} (server_id, user_id)
			select ${serverId}::bigint, u.id from unnest(${sql.param(userIds)}::bigint[]) as u(id) order by u.id
			returning user_id, joined_at
		), used as (
			delete from ${invitations} where server_id = ${serverId} and ${isOneOf(invitations.userId, userIds)}
			returning user_id
		), marked as (${insertMarkers(userIds, heads)})
		select e.user_id as "userId", e.joined_at as "joinedAt", used.user_id is not null as "wasInvited"
		from entered e left join used on used.user_id = e.user_id`);
	return new Map(rows.map(({ userId, joinedAt, ...row }) => [userId, { ...row, joinedAt: joinedAt.toISOString() }]));
}

/** In SQL: sets the read markers of new members, and lowers none that they have moved since. */
export const insertMarkers = (userIds: number[], heads: ChannelPosition[]): SQL => sql`
	insert into ${reads} (user_id, channel_id, last_read_seq)
	select u.id, h.id, h.seq
	from unnest(${sql.param(userIds)}::bigint[]) as u(id), unnest(
		${sql.param(heads.map(({ channelId }) => channelId))}::bigint[], ${sql.param(heads.map(({ seq }) => seq))}::bigint[]
	) as h(id, seq)
	on conflict (user_id, channel_id) do update
		set last_read_seq = greatest(${reads.lastReadSeq}, excluded.last_read_seq)`;

/** Moves the number of members that a server's row keeps. */
async function countMembers(tx: Tx, serverId: number, joined: number, left: number) {
	if (joined + left === 0) return { memberCount: 0, joinRev: 0 };
	const [row] = await tx
		.update(servers)
		.set({
			memberCount: sql`${servers.memberCount} + ${joined - left}::int`,
			joinRev: sql`${servers.joinRev} + ${joined > 0 ? 1 : 0}::int`,
		})
		.where(eq(servers.id, serverId))
		.returning({ memberCount: servers.memberCount, joinRev: servers.joinRev });
	if (!row) throw serverNotFound();
	return row;
}

/** Each event has the number of members after it, as if the changes had been made one after the other. */
function eventsOf(serverId: number, left: Set<number>, joined: Map<number, Joined>, memberCount: number) {
	let counted = memberCount - joined.size + left.size;
	const events: ClusterEvent[] = [];
	for (const userId of left) events.push({ kind: "left", userId, serverId, reason: "left", memberCount: --counted });
	for (const userId of joined.keys()) events.push({ kind: "joined", userId, serverId, memberCount: ++counted });
	const userIds = [...joined].flatMap(([userId, { wasInvited }]) => (wasInvited ? [userId] : []));
	if (userIds.length > 0) events.push({ kind: "invitations_changed", serverId, userIds });
	return events;
}
