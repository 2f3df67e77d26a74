import { and, asc, eq, isNull, or, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type Database, db } from "@/db";
import { isOneOf } from "@/db/is-one-of";
import { channels, overrides, roles, users } from "@/db/schema";
import { channelNotFound } from "../auth/access";
import { toBits, toNames } from "../auth/permissions";
import type { Viewer } from "../auth/viewer";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import { invalid } from "../errors";
import type { Overrides } from "../realtime/protocol";
import { type Actor, lockActorInChannel, lockActorInGroup } from "../roles/lock";
import { permissions } from "../roles/role-input";
import { id, isStorable } from "../text/schema";
import { type Tx, transaction } from "../transaction";
import { nicknameIn, publicUserColumns, serializeAuthor } from "../users/serialize";
import { accessEvents, privacyOf } from "./privacy";
import { requireRevision, revisionOf, type Source } from "./revision";
import { requireChangeable, type Subject } from "./subjects";

const Override = z
	.strictObject({
		roleId: id.optional(),
		username: z.string("Must be a username.").optional(),
		allow: permissions.default([]),
		deny: permissions.default([]),
	})
	.refine(({ roleId, username }) => (roleId === undefined) !== (username === undefined), "Name a role or a member.")
	.refine(({ allow, deny }) => !allow.some((name) => deny.includes(name)), "Allow a permission or deny it, not both.");

export const OverridesChange = z.strictObject({
	overrides: z.array(Override, "Must be a list.").max(100, "At most 100 overrides are possible."),
});

/** Where overrides are set: in a channel or in a group of a server. */
export type Place = { serverId: number; channelId: number } | { serverId: number; groupId: number };

/** The overrides that apply in a place. Those of a channel that follows its group are the group's. */
export async function get(place: Place, on: Database | Tx = db): Promise<Overrides> {
	const { at, ...source } = await whereOf(on, place);
	const rows = await on
		.select({
			roleId: overrides.roleId,
			userId: overrides.userId,
			user: { ...publicUserColumns, nickname: nicknameIn(place.serverId, users.id) },
			allow: overrides.allow,
			deny: overrides.deny,
		})
		.from(overrides)
		.leftJoin(users, eq(users.id, overrides.userId))
		.where(at)
		.orderBy(asc(overrides.scope), asc(overrides.id));
	return {
		overrides: rows.map(({ roleId, user, allow, deny }) => ({
			roleId,
			user: user && serializeAuthor(user),
			allow: toNames(allow),
			deny: toNames(deny),
		})),
		...("channelId" in place && { follows: source.follows }),
		revision: revisionOf(source, rows),
	};
}

/** Where the overrides of a place are stored. */
async function whereOf(on: Database | Tx, place: Place): Promise<Source & { at: SQL | undefined }> {
	if ("groupId" in place) return { groupId: place.groupId, follows: false, at: eq(overrides.groupId, place.groupId) };
	const [row] = await on
		.select({ groupId: channels.groupId, follows: channels.followsGroup })
		.from(channels)
		.where(and(eq(channels.id, place.channelId), isNull(channels.parentId)));
	if (!row) throw channelNotFound();
	const isFollowing = row.follows && row.groupId !== null;
	const at = isFollowing ? eq(overrides.groupId, row.groupId ?? 0) : eq(overrides.channelId, place.channelId);
	return { groupId: row.groupId, follows: isFollowing, at };
}

/** The actor, with the permissions that they have in the place itself. */
const lockActorIn = (tx: Tx, viewer: Viewer, place: Place): Promise<Actor> =>
	"channelId" in place
		? lockActorInChannel(tx, viewer, place, "manage_channels", "manage_roles")
		: lockActorInGroup(tx, viewer, place, "manage_channels", "manage_roles");

/**
 * Sets all overrides of a channel or group. The channel has its own then, and does not follow its group. `ifMatch` is
 * the revision that the change is based on: it throws `conflict` if there is another now.
 */
export async function replace(
	viewer: Viewer,
	place: Place,
	change: z.output<typeof OverridesChange>,
	ifMatch: string | null,
): Promise<Overrides> {
	const { events, after } = await transaction(async (tx) => {
		const actor = await lockActorIn(tx, viewer, place);
		const { at, ...source } = await whereOf(tx, place);
		const before = await tx.select().from(overrides).where(at);
		requireRevision(ifMatch, source, before);
		const wanted = await resolve(tx, place.serverId, change, before);
		await requireChangeable(tx, place.serverId, actor, before, wanted);
		const privacy = await privacyOf(tx, place.serverId);
		await write(tx, place, source.follows, before, wanted);
		const events = await accessEvents(tx, place.serverId, privacy);
		await emitInTransaction(tx, ...events);
		// Of this change, not of the next: its caller has not seen that.
		return { events, after: await get(place, tx) };
	});
	for (const event of events) await applyEvent(event);
	return after;
}

/** Finds the roles and users of a change. A user who left may keep their override, but does not get one. */
async function resolve(
	tx: Tx,
	serverId: number,
	{ overrides: wanted }: z.output<typeof OverridesChange>,
	before: Subject[],
): Promise<Subject[]> {
	const refuse = (why: string) => invalid({ overrides: why });
	const names = wanted.flatMap(({ username }) => username?.toLowerCase() ?? []);
	const kept = before.flatMap(({ userId }) => userId ?? []);
	const isMember = sql`exists (select from memberships m where m.server_id = ${serverId} and m.user_id = ${users.id})`;
	const [ofServer, people] = await Promise.all([
		tx.select({ id: roles.id }).from(roles).where(eq(roles.serverId, serverId)),
		tx
			.select({ id: users.id, username: users.username })
			.from(users)
			.where(
				and(
					sql`${users.username} = any (${sql.param(names.filter(isStorable))}::text[])`,
					or(isOneOf(users.id, kept), isMember),
				),
			),
	]);
	const roleIds = new Set(ofServer.map(({ id }) => id));
	const userIds = new Map(people.map((user) => [user.username, user.id]));
	const seen = new Set<string>();
	return wanted.flatMap(({ roleId = null, username, allow, deny }) => {
		const userId = username === undefined ? null : (userIds.get(username.toLowerCase()) ?? null);
		if (roleId !== null && !roleIds.has(roleId)) throw refuse("Names a role that this server does not have.");
		if (roleId === null && userId === null) throw refuse(`${username} is not a member of this server.`);
		const key = `${roleId} ${userId}`;
		if (seen.has(key)) throw refuse("Names a role or a member twice.");
		seen.add(key);
		// One that neither allows nor denies anything is none.
		if (allow.length + deny.length === 0) return [];
		return [{ roleId, userId, allow: Number(toBits(allow)), deny: Number(toBits(deny)) }];
	});
}

async function write(
	tx: Tx,
	place: Place,
	follows: boolean,
	before: (Subject & { id: number })[],
	wanted: Subject[],
): Promise<void> {
	if (follows && "channelId" in place)
		await tx.update(channels).set({ followsGroup: false }).where(eq(channels.id, place.channelId));
	// Those of its group stay the group's.
	const own = follows ? [] : before;
	const same = (a: Subject, b: Subject) => a.roleId === b.roleId && a.userId === b.userId;
	const isEqual = (a: Subject, b: Subject) => same(a, b) && a.allow === b.allow && a.deny === b.deny;
	const gone = own.filter((one) => !wanted.some((other) => isEqual(one, other)));
	const added = wanted.filter((one) => !own.some((other) => isEqual(one, other)));
	const target = "groupId" in place ? { groupId: place.groupId } : { channelId: place.channelId };
	if (gone.length > 0)
		await tx.delete(overrides).where(
			isOneOf(
				overrides.id,
				gone.map(({ id }) => id),
			),
		);
	if (added.length > 0) await tx.insert(overrides).values(added.map((one) => ({ ...one, ...target })));
}

/** A channel has the overrides of its group again, and none of its own. `ifMatch` is as in `replace`. */
export async function followGroup(
	viewer: Viewer,
	place: { serverId: number; channelId: number },
	ifMatch: string | null,
): Promise<void> {
	const events = await transaction(async (tx): Promise<ClusterEvent[]> => {
		const actor = await lockActorIn(tx, viewer, place);
		await tx.select({ id: channels.id }).from(channels).where(eq(channels.id, place.channelId)).for("no key update");
		const { at, ...source } = await whereOf(tx, place);
		const before = await tx.select().from(overrides).where(at);
		requireRevision(ifMatch, source, before);
		if (source.groupId === null) throw invalid({ channelId: "This channel is in no group." });
		if (source.follows) return [];
		const after = await tx.select().from(overrides).where(eq(overrides.groupId, source.groupId));
		await requireChangeable(tx, place.serverId, actor, before, after);
		const privacy = await privacyOf(tx, place.serverId);
		await tx.update(channels).set({ followsGroup: true }).where(eq(channels.id, place.channelId));
		await tx.delete(overrides).where(eq(overrides.channelId, place.channelId));
		const events = await accessEvents(tx, place.serverId, privacy);
		await emitInTransaction(tx, ...events);
		return events;
	});
	for (const event of events) await applyEvent(event);
}
