import { and, asc, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { isOneOf } from "@/db/is-one-of";
import { channelGroups, channels, servers } from "@/db/schema";
import { type LoadedServer, serverNotFound } from "../auth/access";
import { canViewChannel } from "../auth/can-view-channel";
import type { Viewer } from "../auth/viewer";
import { applyEvent } from "../cluster/events";
import { AppError, invalid } from "../errors";
import { unfollowGroup } from "../overrides/own-overrides";
import { lockActor } from "../roles/lock";
import { id } from "../text/schema";
import { type Tx, transaction } from "../transaction";
import { countLayout } from "./groups";

const Section = z.strictObject({ id: id.nullable(), channelIds: z.array(id, "Must be a list.").max(2000) });
export const Layout = z.strictObject({
	groups: z.array(Section, "Must be a list.").max(201, "Name each group once."),
	rev: z.int("Must be a whole number.").min(0, "Must be 0 or more."),
});

type Placed = { id: number; groupId: number | null; position: number };
type Listed = Placed & { isVisible: boolean };

/**
 * Orders all groups and channels of a server in one act. Nobody's access changes: a channel that leaves the group it
 * follows keeps that group's overrides as its own. Throws `conflict` if the order is not based on the current one.
 */
export async function arrange(
	viewer: Viewer,
	server: LoadedServer,
	wanted: z.output<typeof Layout>,
): Promise<{ layoutRev: number }> {
	const { layoutRev, event } = await transaction(async (tx) => {
		await lockActor(tx, viewer, server.id, "manage_channels");
		const before = await readListed(tx, viewer, server.id);
		const groups = await tx
			.select({ id: channelGroups.id, position: channelGroups.position })
			.from(channelGroups)
			.where(eq(channelGroups.serverId, server.id));
		requireOnce(wanted);
		const moved = movesOf(wanted, before);
		await lockChannels(tx, moved);
		await requireCurrent(tx, server.id, wanted, before, groups);
		await place(tx, before, moved);
		const order = wanted.groups.flatMap((group) => group.id ?? []);
		const positions = new Map(groups.map((group) => [group.id, group.position]));
		const movedGroups = order.flatMap((id, position) => (positions.get(id) === position ? [] : [{ id, position }]));
		if (moved.length + movedGroups.length === 0) return { layoutRev: wanted.rev, event: null };
		await tx.execute(sql`
			update ${channelGroups} g set position = n.position from unnest(
				${sql.param(movedGroups.map(({ id }) => id))}::bigint[],
				${sql.param(movedGroups.map(({ position }) => position))}::int[]
			) as n(id, position) where g.id = n.id`);
		return countLayout(tx, server.id);
	});
	if (event) await applyEvent(event);
	return { layoutRev };
}

/** The channels in their order, with whether the viewer may view them. */
const readListed = (tx: Tx, viewer: Viewer, serverId: number): Promise<Listed[]> =>
	tx
		.select({
			id: channels.id,
			groupId: channels.groupId,
			position: channels.position,
			isVisible: sql<boolean>`${canViewChannel(viewer.id)}`,
		})
		.from(channels)
		.where(and(eq(channels.serverId, serverId), isNull(channels.parentId)))
		.orderBy(asc(channels.position), asc(channels.id));

const refuse = () => invalid({ groups: "Name every group and every channel once." });

/** Throws `invalid_request` if a group or a channel is named twice. */
function requireOnce({ groups }: z.output<typeof Layout>): void {
	const channelIds = groups.flatMap((group) => group.channelIds);
	if (new Set(channelIds).size !== channelIds.length) throw refuse();
	if (new Set(groups.map((group) => group.id)).size !== groups.length) throw refuse();
}

/**
 * The channels that get another place. Those that the viewer may not view keep their group, and follow the others in
 * it.
 */
function movesOf({ groups }: z.output<typeof Layout>, before: Listed[]): Placed[] {
	const wanted = new Map(groups.map((group) => [group.id, group.channelIds]));
	const hiddenIn = (groupId: number | null) =>
		before.flatMap((channel) => (!channel.isVisible && channel.groupId === groupId ? [channel.id] : []));
	const order = [null, ...groups.flatMap((group) => group.id ?? [])];
	const after = order
		.flatMap((groupId) => [...(wanted.get(groupId) ?? []), ...hiddenIn(groupId)].map((id) => ({ id, groupId })))
		.map((channel, position) => ({ ...channel, position }));
	const known = new Map(before.map((channel) => [channel.id, channel]));
	return after.filter(({ id, groupId, position }) => {
		const now = known.get(id);
		return now && (now.groupId !== groupId || now.position !== position);
	});
}

const lockChannels = (tx: Tx, moved: Placed[]) =>
	tx
		.select({ id: channels.id })
		.from(channels)
		.where(
			isOneOf(
				channels.id,
				moved.map(({ id }) => id),
			),
		)
		.orderBy(asc(channels.id))
		.for("no key update");

/** Throws `conflict` for another `rev`, and `invalid_request` if a group or a channel is missing or unknown. */
async function requireCurrent(
	tx: Tx,
	serverId: number,
	{ groups: wanted, rev }: z.output<typeof Layout>,
	before: Listed[],
	groups: { id: number }[],
): Promise<void> {
	const [row] = await tx
		.select({ layoutRev: servers.layoutRev })
		.from(servers)
		.where(eq(servers.id, serverId))
		.for("no key update");
	if (!row) throw serverNotFound();
	if (row.layoutRev !== rev) throw new AppError("conflict", "The order of the channels was changed meanwhile.");
	const named = new Set(wanted.flatMap((group) => group.channelIds));
	const visible = before.filter(({ isVisible }) => isVisible);
	const namedGroups = new Set(wanted.flatMap((group) => group.id ?? []));
	if (named.size !== visible.length || !visible.every(({ id }) => named.has(id))) throw refuse();
	if (namedGroups.size !== groups.length || !groups.every(({ id }) => namedGroups.has(id))) throw refuse();
}

async function place(tx: Tx, before: Listed[], moved: Placed[]): Promise<void> {
	if (moved.length === 0) return;
	const groupOf = new Map(before.map(({ id, groupId }) => [id, groupId]));
	await unfollowGroup(
		tx,
		moved.flatMap(({ id, groupId }) => (groupOf.get(id) === groupId ? [] : [id])),
	);
	await tx.execute(sql`
		update ${channels} c set group_id = n.group_id, position = n.position from unnest(
			${sql.param(moved.map(({ id }) => id))}::bigint[], ${sql.param(moved.map(({ groupId }) => groupId))}::bigint[],
			${sql.param(moved.map(({ position }) => position))}::int[]
		) as n(id, group_id, position) where c.id = n.id`);
}
