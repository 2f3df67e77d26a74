import { z } from "zod";
import { sql } from "@/db";
import { channelNotFound, type OpenChannel, type OpenServer, serverNotFound } from "./access";
import type { Viewer } from "./auth";
import { AppError, constraintOf } from "./errors";
import type { Channel } from "./realtime/contract";
import { carryOut, type Notice, notify } from "./realtime/notices";
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
	const { row, notice } = await transaction(async (tx) => {
		const [count] = await tx<{ n: number; next: number }[]>`
			select count(*)::int as n, coalesce(max(position) + 1, 0)::int as next from channels
			where server_id = ${server.id} and parent_id is null`;
		if (count && count.n >= mostChannels) throw new AppError("forbidden", `A server holds ${mostChannels} channels.`);
		const [row] = await tx<Row[]>`
			insert into channels (server_id, name, topic, private, position, creator_id)
			values (${server.id}, ${wanted.name}, ${wanted.topic}, ${wanted.private}, ${count?.next ?? 0}, ${viewer.id})
			returning ${columns()}`;
		if (!row) throw serverNotFound();
		const notice: Notice = {
			kind: "channel_created",
			serverId: server.id,
			channelId: row.id,
			only: row.private ? [viewer.id, server.ownerId] : null,
		};
		await notify(tx, notice);
		return { row, notice };
	}).catch(refuseTaken(wanted.name));
	await carryOut(notice);
	return { channel: told(row) };
}

/** Changes a channel. Going private silences, before this returns, every socket of those who may no longer see it. */
export async function change(
	channel: OpenChannel,
	change: z.output<typeof ChannelChange>,
): Promise<{ channel: Channel }> {
	const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
	const { row, notice } = await transaction(async (tx) => {
		const [before] = await tx<Row[]>`select ${columns()} from channels where id = ${channel.id} for no key update`;
		if (!before) throw channelNotFound();
		if (Object.keys(given).length === 0) return { row: before, notice: null };
		const [row = before] = await tx<
			Row[]
		>`update channels set ${tx(given)} where id = ${channel.id} returning ${columns()}`;
		// Its threads are as private as it is.
		if (row.private !== before.private)
			await tx`update channels set private = ${row.private} where parent_id = ${channel.id}`;
		const notice: Notice = {
			kind: "channel_changed",
			serverId: channel.serverId,
			channelId: channel.id,
			wasPrivate: before.private,
			only: row.private ? [channel.creatorId, channel.ownerId] : null,
		};
		await notify(tx, notice);
		return { row, notice };
	}).catch(refuseTaken(change.name ?? ""));
	if (notice) await carryOut(notice);
	return { channel: told(row) };
}

/** Deletes a channel with its messages. */
export async function remove(channel: OpenChannel): Promise<void> {
	const notice = await transaction(async (tx) => {
		const [gone] = await tx<{ private: boolean }[]>`delete from channels where id = ${channel.id} returning private`;
		if (!gone) throw channelNotFound();
		const notice: Notice = {
			kind: "channel_deleted",
			serverId: channel.serverId,
			channelId: channel.id,
			wasPrivate: gone.private,
		};
		await notify(tx, notice);
		return notice;
	});
	await carryOut(notice);
}

const refuseTaken =
	(name: string) =>
	(error: unknown): never => {
		if (constraintOf(error) === "channel_name")
			throw new AppError("name_taken", `This server has a channel ${name} already.`);
		if (constraintOf(error) === "channels_server_id_servers_id_fk") throw serverNotFound();
		throw error;
	};
