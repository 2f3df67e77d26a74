import { z } from "zod";
import { sql } from "@/db";
import { channelNotFound, mayBeSeen, notMember, type OpenChannel, type OpenServer } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import type { Level, Setting } from "../realtime/protocol";
import { tellOwn } from "../realtime/user-events";

const ahead = z.iso
	.datetime("Must be a time.")
	.transform((text) => new Date(text))
	.refine((time) => time.getTime() > Date.now(), "Must be ahead.");

export const LevelChange = z.strictObject({
	level: z.enum(["all", "mentions", "nothing"], "Must be all, mentions or nothing.").nullish(),
	mutedUntil: ahead.nullish(),
});

export type SettingRow = { level: Level | null; mutedUntil: Date | null };

/** A mute that is over is none. */
export const settingOf = ({ level, mutedUntil }: SettingRow): Setting => ({
	level,
	mutedUntil: mutedUntil && mutedUntil.getTime() > Date.now() ? mutedUntil.toISOString() : null,
});

/** What the viewer wants to be told of a server; what is not given stays as it was. Their sockets are told. */
export async function ofServer(
	viewer: Viewer,
	server: OpenServer,
	{ level, mutedUntil }: z.output<typeof LevelChange>,
): Promise<Setting> {
	const [row] = await sql<SettingRow[]>`
		update memberships set
			level = case when ${level !== undefined} then ${level ?? null}::text else level end,
			muted_until = case when ${mutedUntil !== undefined} then ${mutedUntil ?? null}::timestamptz else muted_until end
		where server_id = ${server.id} and user_id = ${viewer.id} returning level, muted_until as "mutedUntil"`;
	if (!row) throw notMember();
	return told(viewer, server.id, null, row);
}

/** The same of a channel, where it is not what they want of its server. A thread has its channel's (`channel_not_found`). */
export async function ofChannel(
	viewer: Viewer,
	channel: OpenChannel,
	{ level, mutedUntil }: z.output<typeof LevelChange>,
): Promise<Setting> {
	if (channel.parentId !== null) throw channelNotFound();
	// The membership is held: a level set while leaving must not outlive the leave.
	const [row] = await sql<SettingRow[]>`
		insert into channel_levels as l (user_id, channel_id, level, muted_until)
		select m.user_id, c.id, ${level ?? null}::text, ${mutedUntil ?? null}::timestamptz
		from channels c join servers s on s.id = c.server_id
		join memberships m on m.server_id = c.server_id and m.user_id = ${viewer.id}
		where c.id = ${channel.id} and ${mayBeSeen(viewer.id)} for share of m
		on conflict (user_id, channel_id) do update set
			level = case when ${level !== undefined} then excluded.level else l.level end,
			muted_until = case when ${mutedUntil !== undefined} then excluded.muted_until else l.muted_until end
		returning level, muted_until as "mutedUntil"`;
	if (!row) throw channelNotFound();
	return told(viewer, channel.serverId, channel.id, row);
}

async function told(viewer: Viewer, serverId: number, channelId: number | null, row: SettingRow): Promise<Setting> {
	const setting = settingOf(row);
	const place = { serverId, channelId };
	await tellOwn([viewer.id], place, "level", { ...place, ...setting });
	return setting;
}
