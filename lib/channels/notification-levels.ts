import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { channelLevels, memberships } from "@/db/schema";
import { channelNotFound, type LoadedChannel, type LoadedServer, notMember } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import type { NotificationLevel, NotificationSettings } from "../realtime/protocol";
import { emitToUser } from "../realtime/user-events";
import { futureTime } from "../text/schema";
import { withLockedMembership } from "./locked-membership";

export const NotificationSettingsChange = z.strictObject({
	level: z.enum(["all", "mentions", "nothing"], "Must be all, mentions or nothing.").nullish(),
	mutedUntil: futureTime.nullish(),
});

export type NotificationSettingsRow = { level: NotificationLevel | null; mutedUntil: Date | null };

/** An expired mute counts as none. */
export const notificationSettings = ({ level, mutedUntil }: NotificationSettingsRow): NotificationSettings => ({
	level,
	mutedUntil: mutedUntil && mutedUntil.getTime() > Date.now() ? mutedUntil.toISOString() : null,
});

/** Updates the viewer's notification settings of a server; omitted fields stay. Notifies their sockets. */
export async function updateServer(
	viewer: Viewer,
	server: LoadedServer,
	{ level, mutedUntil }: z.output<typeof NotificationSettingsChange>,
): Promise<NotificationSettings> {
	const [row] = await db
		.update(memberships)
		.set({
			level: level === undefined ? sql`${memberships.level}` : level,
			mutedUntil: mutedUntil === undefined ? sql`${memberships.mutedUntil}` : mutedUntil,
		})
		.where(and(eq(memberships.serverId, server.id), eq(memberships.userId, viewer.id)))
		.returning({ level: memberships.level, mutedUntil: memberships.mutedUntil });
	if (!row) throw notMember();
	return publishSettings(viewer, server.id, null, row);
}

/**
 * Updates the settings of a channel, which override its server's. A thread uses its channel's settings
 * (`channel_not_found`).
 */
export async function updateChannel(
	viewer: Viewer,
	channel: LoadedChannel,
	{ level, mutedUntil }: z.output<typeof NotificationSettingsChange>,
): Promise<NotificationSettings> {
	if (channel.parentId !== null) throw channelNotFound();
	const settings = withLockedMembership(viewer, channel.id, {
		level: sql<NotificationLevel | null>`${level ?? null}::text`.as("level"),
		mutedUntil: sql<Date | null>`${mutedUntil?.toISOString() ?? null}::timestamptz`.as("muted_until"),
	});
	const [row] = await db
		.insert(channelLevels)
		.select(settings)
		.onConflictDoUpdate({
			target: [channelLevels.userId, channelLevels.channelId],
			set: {
				level: level === undefined ? sql`${channelLevels.level}` : sql`excluded.level`,
				mutedUntil: mutedUntil === undefined ? sql`${channelLevels.mutedUntil}` : sql`excluded.muted_until`,
			},
		})
		.returning({ level: channelLevels.level, mutedUntil: channelLevels.mutedUntil });
	if (!row) throw channelNotFound();
	return publishSettings(viewer, channel.serverId, channel.id, row);
}

async function publishSettings(
	viewer: Viewer,
	serverId: number,
	channelId: number | null,
	row: NotificationSettingsRow,
): Promise<NotificationSettings> {
	const setting = notificationSettings(row);
	const place = { serverId, channelId };
	await emitToUser([viewer.id], place, "level", { ...place, ...setting });
	return setting;
}
