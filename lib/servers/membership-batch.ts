import { and, count, eq, gt, isNull, not, sql } from "drizzle-orm";
import { isOneOf } from "@/db/is-one-of";
import { channels, memberships, servers, users } from "@/db/schema";
import { serverNotFound } from "../auth/access";
import { type ClusterEvent, emitInTransaction } from "../cluster/events";
import { AppError } from "../errors";
import { placesLeft, serverFull } from "../instance/quotas";
import { findBanned } from "../moderation/ban-check";
import { isRaidMode } from "../raid-mode/columns";
import { refusedInRaidMode } from "../raid-mode/joins";
import { watchJoins } from "../raid-mode/watch";
import type { ChannelPosition } from "../realtime/protocol";
import { lockRoles } from "../roles/lock";
import { announceJoins, lockJoinedChannel } from "../system-messages/announce-joins";
import type { StoredSystemMessages } from "../system-messages/write";
import { looksLikeOwner, ownersNickname } from "../text/confusables";
import { type Tx, transaction } from "../transaction";
import type { Account, EnteredServer, Entering, Entrance, Join, MembershipChange } from "./entrance";
import { forgetMembers } from "./forget-member";
import { insertMembers, type Joined } from "./insert-members";
import { refusedWhileFrozen } from "./join-requirements";

export type ChangedMembers = {
	/** The users who have joined. */
	joined: Map<number, Joined>;
	left: Map<number, Left>;
	/** Why the other joins failed. */
	refused: Map<number, AppError>;
	events: ClusterEvent[];
	joinRev: number;
	/** The messages that announce those who have joined. */
	announced: StoredSystemMessages | null;
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
 * The only way in and out of a server, besides a kick and a ban: these users join or leave it in one transaction, each of
 * them at most once. The refusal of one does not affect the others.
 *
 * Locks: the server's roles if an entrance depends on them, the accounts of those who join, then the channels, those
 * memberships that end, the server's row, and what the entrances lock.
 * - An account is locked because its memberships are counted, because its name must not become like the owner's, and
 *   because a ban locks it too: a join that follows a ban is refused.
 * - A channel is locked only against its deletion, which no read marker may survive. Appends hold a lock that does not
 *   conflict with this one, so no message waits for a join. settleReadMarkers() then decides about the messages that
 *   were stored meanwhile. Only the channel that announces new members is locked as an append locks it.
 * - A membership is locked by the append of each of its user's messages as well, so every message of a user who leaves
 *   is stored before the leave, or refused.
 * - The server's row is locked for the number of members, which moves by as many rows as were written and deleted, and
 *   for its requirements: a join that follows a change of them, or a pause of its invites, knows of it.
 */
export function changeMembers(serverId: number, changes: MembershipChange[]): Promise<ChangedMembers> {
	return transaction(async (tx) => {
		const joins = changes.filter((change): change is Join => change.kind === "join");
		if (joins.some(({ entrance }) => entrance.locksRoles)) await lockRoles(tx, serverId);
		const accounts = await lockAccounts(tx, joins);
		const heads = joins.length > 0 ? await lockChannels(tx, serverId) : [];
		const joinedChannelId = joins.length > 0 ? await lockJoinedChannel(tx, serverId) : null;
		const left = await removeMembers(tx, serverId, idsOf(changes.filter(({ kind }) => kind === "leave")));
		const [server] = await tx
			.select(enteredColumns)
			.from(servers)
			.innerJoin(users, eq(users.id, servers.ownerId))
			.where(eq(servers.id, serverId))
			.for("no key update", { of: servers });
		if (!server) throw serverNotFound();
		const refused = await findRefused(tx, server, joins, accounts);
		refuseWithoutPlace(server.memberCount - left.size, joins, refused);
		const entering = withAccounts(joins, accounts).filter(({ userId }) => !refused.has(userId));
		const announced = await announceJoins(tx, server, joinedChannelId, idsOf(entering), heads);
		const joined = await insertMembers(tx, server, entering, heads);
		const withRoles: number[] = [];
		for (const [{ entered }, some] of byEntrance(entering)) withRoles.push(...((await entered?.(tx, some)) ?? []));
		const counted = await countMembers(tx, serverId, joined.size, left.size);
		const events = eventsOf(serverId, left, joined, counted.memberCount, withRoles);
		if (joined.size > 0) events.push(...(await watchJoins(tx, server)));
		await emitInTransaction(tx, ...events);
		return { joined, left, refused, events, joinRev: counted.joinRev, announced, heads };
	});
}

const idsOf = (changes: MembershipChange[]) => changes.map(({ userId }) => userId);

const enteredColumns = {
	id: servers.id,
	visibility: servers.visibility,
	owner: {
		id: users.id,
		displayName: users.displayName,
		username: users.username,
		nickname: ownersNickname,
	},
	memberCount: servers.memberCount,
	joinRequirements: servers.joinRequirements,
	joinedChannelId: servers.joinedChannelId,
	rulesVersion: servers.rulesVersion,
	isFrozen: sql<boolean>`${servers.frozenAt} is not null`,
	raidJoins: sql<EnteredServer["raidJoins"]>`case when ${isRaidMode} then ${servers.raidJoins} end`,
	raidSince: servers.raidSince,
	raidForMs: sql<number | null>`(extract(epoch from ${servers.raidUntil} - clock_timestamp()) * 1000)::float8`,
	raidWatch: servers.raidWatch,
	/** The time of the transaction. */
	now: sql<Date>`now()`,
};
const withAccounts = (joins: Join[], accounts: Account[]): Entering[] => {
	const known = new Map(accounts.map((account) => [account.id, account]));
	return joins.flatMap((join) => {
		const account = known.get(join.userId);
		return account ? [{ ...join, account }] : [];
	});
};

function byEntrance(entering: Entering[]): Map<Entrance, Entering[]> {
	const groups = new Map<Entrance, Entering[]>();
	for (const join of entering) groups.set(join.entrance, [...(groups.get(join.entrance) ?? []), join]);
	return groups;
}

async function lockAccounts(tx: Tx, joins: Join[]): Promise<Account[]> {
	if (joins.length === 0) return [];
	return tx
		.select({ id: users.id, displayName: users.displayName, username: users.username, createdAt: users.createdAt })
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

/** `hadNickname`: cached messages show it. */
type Left = { hadNickname?: true };

/** Ends the memberships of these users, except the owner's, and returns those who have left. */
export async function removeMembers(tx: Tx, serverId: number, userIds: number[]): Promise<Map<number, Left>> {
	if (userIds.length === 0) return new Map();
	const isLeaving = and(eq(memberships.serverId, serverId), isOneOf(memberships.userId, userIds));
	// Locked in this order, as append_messages does: a deletion alone would lock them in any.
	await tx
		.select({ id: memberships.userId })
		.from(memberships)
		.where(isLeaving)
		.orderBy(memberships.userId)
		.for("update");
	// A statement of its own, which sees who owns the server now: it may have been handed over before the lock.
	const isOwner = sql`exists (select from ${servers} s where s.id = ${serverId} and s.owner_id = ${memberships.userId})`;
	const gone = await tx
		.delete(memberships)
		.where(and(isLeaving, not(isOwner)))
		.returning({ id: memberships.userId, nickname: memberships.nickname });
	const left = gone.map(({ id }) => id);
	await forgetMembers(tx, left, serverId);
	return new Map(gone.map(({ id, nickname }) => [id, nickname === null ? {} : { hadNickname: true }]));
}

/**
 * The users who may not join, with the reason. Their accounts are locked, so none of them joins elsewhere meanwhile. The
 * entrance is asked last, and only about users whom nothing else keeps out.
 */
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
	const banned = await findBanned(tx, server.id, idsOf(joins));
	for (const { userId, entrance } of joins) {
		const name = names.get(userId);
		if (known.get(userId)?.isMember) refused.set(userId, entrance.alreadyMember());
		else if (name === undefined) refused.set(userId, serverNotFound());
		else if (banned.has(userId)) refused.set(userId, banned.get(userId) ?? serverNotFound());
		else if (userId !== server.owner.id && looksLikeOwner(name, server.owner)) refused.set(userId, confusable());
		else if ((known.get(userId)?.n ?? 0) >= maxMemberships) refused.set(userId, tooManyMemberships());
	}
	const others = withAccounts(joins, accounts).filter(({ userId }) => !refused.has(userId));
	for (const [entrance, entering] of byEntrance(others))
		for (const [userId, error] of await entrance.refuse(tx, server, entering)) refused.set(userId, error);
	const closed = server.isFrozen ? refusedWhileFrozen(others, refused) : refusedInRaidMode(server, others, refused);
	for (const [userId, error] of closed) refused.set(userId, error);
	return refused;
}

/** Those for whom there is no place, in the order in which they came. */
function refuseWithoutPlace(members: number, joins: Join[], refused: Map<number, AppError>): void {
	const entering = idsOf(joins).filter((userId) => !refused.has(userId));
	for (const userId of entering.slice(Math.max(0, placesLeft(members)))) refused.set(userId, serverFull());
}

const confusable = () =>
	new AppError("forbidden", "Your display name looks like that of the server’s owner. Change yours first.");

/** Moves the number of members that a server's row keeps. */
export async function countMembers(tx: Tx, serverId: number, joined: number, left: number) {
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
function eventsOf(
	serverId: number,
	left: Map<number, Left>,
	joined: Map<number, Joined>,
	memberCount: number,
	withRoles: number[],
) {
	let counted = memberCount - joined.size + left.size;
	const events: ClusterEvent[] = [];
	for (const [userId, had] of left)
		events.push({ kind: "left", userId, serverId, reason: "left", memberCount: --counted, ...had });
	for (const userId of joined.keys())
		events.push({ kind: "joined", userId, serverId, memberCount: ++counted, hasRoles: withRoles.includes(userId) });
	const invited = [...joined].flatMap(([userId, { wasInvited }]) => (wasInvited ? [userId] : []));
	if (invited.length > 0) events.push({ kind: "invitations_changed", serverId, userIds: invited });
	const asked = [...joined].flatMap(([userId, { hadAsked }]) => (hadAsked ? [userId] : []));
	if (asked.length > 0) events.push({ kind: "join_requests_changed", serverId, userIds: asked });
	return events;
}
