import { asc, count, eq, max, sql } from "drizzle-orm";
import { z } from "zod";
import { channelGroups, channels, servers } from "@/db/schema";
import { forbidden, type LoadedServer, serverNotFound } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import { unfollowGroup } from "../overrides/own-overrides";
import type { ChannelGroup } from "../realtime/protocol";
import { lockActor, lockActorInGroup } from "../roles/lock";
import { line } from "../text/schema";
import { type Tx, transaction } from "../transaction";
import { groupNotFound, type LoadedGroup } from "./access";

const name = line(1, 80);
export const NewGroup = z.strictObject({ name });
export const GroupChange = z.strictObject({ name: name.optional() });

/** The maximum of groups in a server. */
const maxGroups = 200;

type Changed = { group: ChannelGroup; layoutRev: number };
const columns = { id: channelGroups.id, name: channelGroups.name, position: channelGroups.position };

/** Counts a change of the order of groups and channels, with the server locked, and tells the members. */
export async function countLayout(tx: Tx, serverId: number): Promise<{ layoutRev: number; event: ClusterEvent }> {
	const [row] = await tx
		.update(servers)
		.set({ layoutRev: sql`${servers.layoutRev} + 1` })
		.where(eq(servers.id, serverId))
		.returning({ layoutRev: servers.layoutRev });
	if (!row) throw serverNotFound();
	const event: ClusterEvent = { kind: "layout_changed", serverId };
	await emitInTransaction(tx, event);
	return { layoutRev: row.layoutRev, event };
}

/** Creates a group at the end of the list. */
export async function create(
	viewer: Viewer,
	server: LoadedServer,
	wanted: z.output<typeof NewGroup>,
): Promise<Changed> {
	const { event, ...changed } = await transaction(async (tx) => {
		await lockActor(tx, viewer, server.id, "manage_channels");
		const [all] = await tx
			.select({ n: count(), last: max(channelGroups.position) })
			.from(channelGroups)
			.where(eq(channelGroups.serverId, server.id));
		if ((all?.n ?? 0) >= maxGroups) throw forbidden(`A server has at most ${maxGroups} groups. Delete one first.`);
		const [group] = await tx
			.insert(channelGroups)
			.values({ name: wanted.name, serverId: server.id, position: (all?.last ?? -1) + 1 })
			.returning(columns);
		if (!group) throw groupNotFound();
		return { group, ...(await countLayout(tx, server.id)) };
	});
	await applyEvent(event);
	return changed;
}

/** Renames a group. */
export async function update(
	viewer: Viewer,
	{ id, serverId }: LoadedGroup,
	change: z.output<typeof GroupChange>,
): Promise<Changed> {
	const { event, ...changed } = await transaction(async (tx) => {
		await lockActorInGroup(tx, viewer, { serverId, groupId: id }, "manage_channels");
		const isThis = eq(channelGroups.id, id);
		if (change.name === undefined) {
			const [group] = await tx
				.select({ ...columns, layoutRev: servers.layoutRev })
				.from(channelGroups)
				.innerJoin(servers, eq(servers.id, channelGroups.serverId))
				.where(isThis);
			if (!group) throw groupNotFound();
			const { layoutRev, ...same } = group;
			return { group: same, layoutRev, event: null };
		}
		const [group] = await tx.update(channelGroups).set({ name: change.name }).where(isThis).returning(columns);
		if (!group) throw groupNotFound();
		return { group, ...(await countLayout(tx, serverId)) };
	});
	if (event) await applyEvent(event);
	return changed;
}

/** Deletes a group. Its channels stay, and nobody's access to them changes. */
export async function remove(viewer: Viewer, { id, serverId }: LoadedGroup): Promise<void> {
	const event = await transaction(async (tx) => {
		await lockActorInGroup(tx, viewer, { serverId, groupId: id }, "manage_channels");
		const held = await tx
			.select({ id: channels.id, parentId: channels.parentId })
			.from(channels)
			.where(eq(channels.groupId, id))
			.orderBy(asc(channels.id))
			.for("no key update");
		const listed = held.flatMap((channel) => (channel.parentId === null ? [channel.id] : []));
		await unfollowGroup(tx, listed);
		await tx.update(channels).set({ groupId: null }).where(eq(channels.groupId, id));
		const [gone] = await tx.delete(channelGroups).where(eq(channelGroups.id, id)).returning({ id: channelGroups.id });
		if (!gone) throw groupNotFound();
		return (await countLayout(tx, serverId)).event;
	});
	await applyEvent(event);
}
