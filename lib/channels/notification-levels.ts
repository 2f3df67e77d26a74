import { z } from "zod";
import { sql } from "@/db";
import { canViewChannelSql, channelNotFound, type LoadedChannel, type LoadedServer, notMember } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import type { NotificationLevel, NotificationSettings } from "../realtime/protocol";
import { emitToUser } from "../realtime/user-events";

const ahead = z.iso
	.datetime("Must be a time.")
	.transform((text) => new Date(text))
	.refine((time) => time.getTime() > Date.now(), "Must be ahead.");

export const NotificationSettingsChange = z.strictObject({
	level: z.enum(["all", "mentions", "nothing"], "Must be all, mentions or nothing.").nullish(),
	mutedUntil: ahead.nullish(),
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
	const [row] = await sql<NotificationSettingsRow[]>`
		update memberships set
			level = case when ${level !== undefined} then ${level ?? null}::text else level end,
			muted_until = case when ${mutedUntil !== undefined} then ${mutedUntil ?? null}::timestamptz else muted_until end
		where server_id = ${server.id} and user_id = ${viewer.id} returning level, muted_until as "mutedUntil"`;
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
	// Locks the membership: a level set during a leave must not outlive it.
	const [row] = await sql<NotificationSettingsRow[]>`
		insert into channel_levels as l (user_id, channel_id, level, muted_until)
		select m.user_id, c.id, ${level ?? null}::text, ${mutedUntil ?? null}::timestamptz
		from channels c join servers s on s.id = c.server_id
		join memberships m on m.server_id = c.server_id and m.user_id = ${viewer.id}
		where c.id = ${channel.id} and ${canViewChannelSql(viewer.id)} for share of m
		on conflict (user_id, channel_id) do update set
			level = case when ${level !== undefined} then excluded.level else l.level end,
			muted_until = case when ${mutedUntil !== undefined} then excluded.muted_until else l.muted_until end
		returning level, muted_until as "mutedUntil"`;
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
