import { eq } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { channels, servers } from "@/db/schema";
import { channelNotFound, type LoadedChannel, type LoadedServer, serverNotFound } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import { keepDays } from "../instance/fields";
import { instanceSettings } from "../instance/settings";
import { writeAudit } from "../moderation/audit";
import type { ChannelRetention, ServerRetention } from "../realtime/protocol";
import { lockActor, lockActorInChannel } from "../roles/lock";
import { transaction } from "../transaction";
import { nextRunAt } from "./schedule";

export const RetentionChange = z.strictObject({ keepDays });
type Change = z.output<typeof RetentionChange>;

/** For how long a server keeps messages, and when the next run removes those that are older. */
export async function ofServer({ id }: LoadedServer): Promise<{ retention: ServerRetention }> {
	const [row] = await db.select({ keepDays: servers.keepDays }).from(servers).where(eq(servers.id, id));
	if (!row) throw serverNotFound();
	return { retention: { ...row, instanceKeepDays: instanceSettings().keepDays, nextRunAt: await nextRunAt() } };
}

/** The same of a channel. A thread has the retention of its channel (`channel_not_found`). */
export async function ofChannel({ id, parentId }: LoadedChannel): Promise<{ retention: ChannelRetention }> {
	const [row] = await db
		.select({ keepDays: channels.keepDays, serverKeepDays: servers.keepDays })
		.from(channels)
		.innerJoin(servers, eq(servers.id, channels.serverId))
		.where(eq(channels.id, id));
	if (!row || parentId !== null) throw channelNotFound();
	return { retention: { ...row, instanceKeepDays: instanceSettings().keepDays, nextRunAt: await nextRunAt() } };
}

/** Changes for how long a server keeps messages. Messages that are older stay until the next run. */
export async function changeOfServer(
	viewer: Viewer,
	server: LoadedServer,
	{ keepDays: after }: Change,
): Promise<{ retention: ServerRetention }> {
	const changed: ClusterEvent = { kind: "retention_changed", serverId: server.id, channelId: null };
	const isChanged = await transaction(async (tx) => {
		await lockActor(tx, viewer, server.id, "manage_server");
		const [row] = await tx
			.select({ before: servers.keepDays })
			.from(servers)
			.where(eq(servers.id, server.id))
			.for("no key update");
		if (!row) throw serverNotFound();
		if (row.before === after) return false;
		await tx.update(servers).set({ keepDays: after }).where(eq(servers.id, server.id));
		const retention = { channelId: null, before: row.before, after };
		await writeAudit(tx, { serverId: server.id, actorId: viewer.id, action: "change_retention", retention });
		await emitInTransaction(tx, changed);
		return true;
	});
	if (isChanged) await applyEvent(changed);
	return ofServer(server);
}

/** The same for a channel. */
export async function changeOfChannel(
	viewer: Viewer,
	channel: LoadedChannel,
	{ keepDays: after }: Change,
): Promise<{ retention: ChannelRetention }> {
	const { id, serverId } = channel;
	const changed: ClusterEvent = { kind: "retention_changed", serverId, channelId: id };
	const isChanged = await transaction(async (tx) => {
		await lockActorInChannel(tx, viewer, { serverId, channelId: id }, "manage_channels");
		const [row] = await tx
			.select({ before: channels.keepDays })
			.from(channels)
			.where(eq(channels.id, id))
			.for("no key update");
		if (!row) throw channelNotFound();
		if (row.before === after) return false;
		await tx.update(channels).set({ keepDays: after }).where(eq(channels.id, id));
		const retention = { channelId: id, before: row.before, after };
		await writeAudit(tx, { serverId, actorId: viewer.id, action: "change_retention", retention });
		await emitInTransaction(tx, changed);
		return true;
	});
	if (isChanged) await applyEvent(changed);
	return ofChannel(channel);
}
