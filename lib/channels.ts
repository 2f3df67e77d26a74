import { z } from "zod";
import { sql } from "@/db";
import { channelNotFound, type OpenChannel, type OpenServer, serverNotFound } from "./access";
import type { Viewer } from "./auth";
import { AppError, constraintOf } from "./errors";
import { node } from "./node";
import type { Channel } from "./realtime/contract";
import { closeChannel, narrowChannel, publish, room, widenChannel } from "./realtime/publish";
import { text } from "./text";
import { transaction } from "./transaction";

const name = text(1, 80)
	.transform((value) => value.toLowerCase())
	.refine((value) => /^[\p{L}\p{N}_-]+$/u.test(value), "Use letters, digits, hyphens and underscores.");
const flag = z.boolean("Must be true or false.");

export const NewChannel = z.strictObject({ name, topic: text(0, 1000).default(""), private: flag.default(false) });
export const ChannelChange = z.strictObject({
	name: name.optional(),
	topic: text(0, 1000).optional(),
	private: flag.optional(),
	position: z
		.int("Must be a whole number.")
		.min(0, "Must be 0 or more.")
		.max(1_000_000, "Must be 1000000 or less.")
		.optional(),
});

/** Channels one server may have: a bound on what every member's page carries. */
const mostChannels = 2000;

type Row = Omit<Channel, "createdAt"> & { createdAt: Date };
const told = (row: Row): Channel => ({ ...row, createdAt: row.createdAt.toISOString() });
const columns = () => sql`id, server_id as "serverId", name, topic, private, position, created_at as "createdAt"`;

/** A new channel at the end of its server's list. Throws `name_taken`. */
export async function create(
	viewer: Viewer,
	server: OpenServer,
	wanted: z.output<typeof NewChannel>,
): Promise<{ channel: Channel }> {
	const row = await transaction(async (tx) => {
		const [count] = await tx<{ n: number; next: number }[]>`
			select count(*)::int as n, coalesce(max(position) + 1, 0)::int as next from channels where server_id = ${server.id}`;
		if (count && count.n >= mostChannels) throw new AppError("forbidden", `A server holds ${mostChannels} channels.`);
		const [row] = await tx<Row[]>`
			insert into channels (server_id, name, topic, private, position, creator_id)
			values (${server.id}, ${wanted.name}, ${wanted.topic}, ${wanted.private}, ${count?.next ?? 0}, ${viewer.id})
			returning ${columns()}`;
		return row;
	}).catch(refuseTaken(wanted.name));
	if (!row) throw serverNotFound();
	const channel = told(row);
	if (channel.private) await narrowChannel(channel.id, server.id, [viewer.id, server.ownerId]);
	publish(audienceOf(channel), "channel:created", { channel });
	return { channel };
}

/** Changes a channel. Going private silences, before this returns, every socket of those who may no longer see it. */
export async function change(
	channel: OpenChannel,
	change: z.output<typeof ChannelChange>,
): Promise<{ channel: Channel }> {
	const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
	const result = await transaction(async (tx) => {
		const [before] = await tx<Row[]>`select ${columns()} from channels where id = ${channel.id} for no key update`;
		if (!before || Object.keys(given).length === 0) return { before, after: before };
		const [after] = await tx<Row[]>`update channels set ${tx(given)} where id = ${channel.id} returning ${columns()}`;
		return { before, after };
	}).catch(refuseTaken(change.name ?? ""));
	if (!result.before || !result.after) throw channelNotFound();
	const after = told(result.after);
	if (!result.before.private && after.private) {
		await narrowChannel(channel.id, channel.serverId, [channel.creatorId, channel.ownerId]);
		publish(
			room.server(channel.serverId),
			"channel:deleted",
			{ serverId: channel.serverId, channelId: channel.id },
			room.audience(channel.id),
		);
	}
	if (result.before.private && !after.private) {
		publish(room.server(channel.serverId), "channel:created", { channel: after }, room.audience(channel.id));
		widenChannel(channel.id);
	}
	if (result.after !== result.before) publish(audienceOf(after), "channel:updated", { channel: after });
	return { channel: after };
}

/** Deletes a channel with its messages. */
export async function remove(channel: OpenChannel): Promise<void> {
	const [gone] = await sql<{ private: boolean }[]>`delete from channels where id = ${channel.id} returning private`;
	if (!gone) throw channelNotFound();
	publish(audienceOf({ ...channel, private: gone.private }), "channel:deleted", {
		serverId: channel.serverId,
		channelId: channel.id,
	});
	closeChannel(channel.id);
	node().appends.delete(channel.id);
}

/** The room of everybody who may see a channel. */
const audienceOf = (channel: { id: number; serverId: number; private: boolean }) =>
	channel.private ? room.audience(channel.id) : room.server(channel.serverId);

const refuseTaken =
	(name: string) =>
	(error: unknown): never => {
		if (constraintOf(error) === "channel_name")
			throw new AppError("name_taken", `This server has a channel ${name} already.`);
		if (constraintOf(error) === "channels_server_id_servers_id_fk") throw serverNotFound();
		throw error;
	};
